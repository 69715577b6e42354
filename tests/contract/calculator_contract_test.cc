// The calculator's contract, held by the service in each of its three APIs.
#include "contract/calculator_contract.h"

#include <memory>

#include "calculator/calculator_service_callback.h"
#include "calculator/calculator_service_cq.h"
#include "calculator/calculator_service_sync.h"

namespace workbook::testing {
namespace {

std::unique_ptr<rpc::Servable> MakeCq() {
  return std::make_unique<calculator::CqCalculatorService>();
}

INSTANTIATE_TEST_SUITE_P(
    , CalculatorContract,
    ::testing::Values(InProcess("Sync", Host<calculator::SyncCalculatorService>),
                      InProcess("Callback", Host<calculator::CallbackCalculatorService>),
                      InProcess("Cq", MakeCq), OverLoopback("CqOverLoopback", MakeCq)),
    SubjectName);

}  // namespace
}  // namespace workbook::testing
