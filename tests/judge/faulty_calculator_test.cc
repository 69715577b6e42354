// Each behaviour of a calculator can fail, and fails alone.
#include "judge/faulty_calculator.h"

#include <memory>

#include "contract/calculator_contract.h"
#include "judge/faulty_servers.h"

namespace workbook::testing {
namespace {

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(CalculatorContract);  // here for its names

std::unique_ptr<rpc::Servable> Make(const std::string& broken) {
  return std::make_unique<rpc::Hosted<FaultyCalculator>>(broken);
}

INSTANTIATE_TEST_SUITE_P(Calculator, FaultyServer,
                         ::testing::ValuesIn(EachFaultOf({"calculator", Make, {}, ""})), FaultName);

}  // namespace
}  // namespace workbook::testing
