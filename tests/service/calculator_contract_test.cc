// The calculator's contract, kept by the service in each of its three APIs.
#include <memory>

#include "calculator/calculator_service_callback.h"
#include "calculator/calculator_service_cq.h"
#include "calculator/calculator_service_sync.h"
#include "conformance/suites/calculator.h"

namespace workbook::tests {
namespace {

using conformance::Host;
using conformance::InProcess;
using conformance::OverLoopback;
using conformance::SubjectName;
using conformance::suites::CalculatorContract;

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
}  // namespace workbook::tests
