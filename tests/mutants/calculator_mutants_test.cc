// Each behaviour of a calculator can fail, and fails alone.
#include "tests/mutants/calculator_mutants.h"

#include "conformance/suites/calculator.h"
#include "tests/mutants/mutant_cases.h"

namespace workbook::tests {
namespace {

using conformance::suites::CalculatorContract;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(CalculatorContract);  // here for its names

const JudgedService kCalculator{"calculator", {}, Make<CorrectCalculator>, CalculatorMutants()};

INSTANTIATE_TEST_SUITE_P(Calculator, FaultyServer, ::testing::ValuesIn(EachMutantOf(kCalculator)),
                         MutantName);

}  // namespace
}  // namespace workbook::tests
