// RouteGuide's contract, held by the service in both of its APIs.
#include "contract/route_guide_contract.h"

#include <memory>

#include "route_guide/route_guide_service_callback.h"
#include "route_guide/route_guide_service_sync.h"

namespace workbook::testing {
namespace {

std::shared_ptr<const route_guide::FeatureDatabase> Features() {
  return std::make_shared<const route_guide::FeatureDatabase>(
      *route_guide::FeatureDatabase::FromFeatures(KnownFeatures()));
}

std::unique_ptr<rpc::Servable> MakeSync() {
  return std::make_unique<route_guide::SyncRouteGuideService>(Features());
}

std::unique_ptr<rpc::Servable> MakeCallback() {
  return std::make_unique<rpc::Hosted<route_guide::CallbackRouteGuideService>>(Features());
}

INSTANTIATE_TEST_SUITE_P(, RouteGuideContract,
                         ::testing::Values(InProcess("Sync", MakeSync),
                                           OverLoopback("SyncOverLoopback", MakeSync),
                                           InProcess("Callback", MakeCallback),
                                           OverLoopback("CallbackOverLoopback", MakeCallback)),
                         SubjectName);

}  // namespace
}  // namespace workbook::testing
