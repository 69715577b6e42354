// RouteGuide's contract, kept by the service in both of its APIs: with features that the suite
// knows, with features that it must discover, and with notes that all calls share.
#include <memory>
#include <utility>

#include "conformance/suites/route_guide.h"
#include "route_guide/route_guide_service_callback.h"
#include "route_guide/route_guide_service_sync.h"

namespace workbook::tests {
namespace {

using conformance::InProcess;
using conformance::OverLoopback;
using conformance::suites::At;
using conformance::suites::RouteGuideContract;
using conformance::suites::RouteGuideSubject;
using conformance::suites::RouteGuideSubjectName;

using route_guide::CallbackRouteGuideService;
using route_guide::FeatureDatabase;
using route_guide::NoteBoard;
using route_guide::SyncRouteGuideService;

// A hundred features around 41, -74, of which every tenth has no name and two share a place; one at
// 0, 0; and a hundred of 10 KB, more than a connection buffers while the client does not read.
std::vector<::Feature> MakeFeatures() {
  std::vector<::Feature> features;
  const auto add = [&features](const std::string& name, const ::Point& location) {
    features.emplace_back().set_name(name);
    *features.back().mutable_location() = location;
  };
  for (int32_t i = 0; i < 100; ++i) {
    add(i % 10 == 0 ? "" : "feature " + std::to_string(i),
        At(410'000'000 + 7'919 * i, -740'000'000 + 104'729 * (i * i % 100)));
  }
  add("at the same place", features.back().location());
  add("origin", ::Point());
  for (int32_t i = 0; i < 100; ++i) add(std::string(10'000, 'x'), At(-500'000'000 + i, 100));
  return features;
}

const std::vector<::Feature>& Features() {
  static const std::vector<::Feature> features = MakeFeatures();
  return features;
}

const std::vector<::Feature> kUnknown;

std::shared_ptr<const FeatureDatabase> Database() {
  return std::make_shared<const FeatureDatabase>(*FeatureDatabase::FromFeatures(Features()));
}

std::unique_ptr<rpc::Servable> MakeSync() {
  return std::make_unique<SyncRouteGuideService>(Database());
}

std::unique_ptr<rpc::Servable> MakeCallback() {
  return std::make_unique<rpc::Hosted<CallbackRouteGuideService>>(Database());
}

std::unique_ptr<rpc::Servable> MakeShared() {
  return std::make_unique<rpc::Hosted<CallbackRouteGuideService>>(Database(),
                                                                  std::make_shared<NoteBoard>());
}

INSTANTIATE_TEST_SUITE_P(
    , RouteGuideContract,
    ::testing::Values(
        RouteGuideSubject{InProcess("Sync", MakeSync), &Features()},
        RouteGuideSubject{OverLoopback("SyncOverLoopback", MakeSync), &Features()},
        RouteGuideSubject{InProcess("Callback", MakeCallback), &Features()},
        RouteGuideSubject{OverLoopback("CallbackOverLoopback", MakeCallback), &Features()},
        RouteGuideSubject{OverLoopback("CallbackOfUnknownFeatures", MakeCallback), &kUnknown},
        RouteGuideSubject{OverLoopback("CallbackOfSharedNotes", MakeShared), &Features()}),
    RouteGuideSubjectName);

}  // namespace
}  // namespace workbook::tests
