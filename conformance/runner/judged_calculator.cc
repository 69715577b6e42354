// The calculator's suite, against the target.
#include "conformance/runner/target.h"
#include "conformance/suites/calculator.h"

namespace workbook::conformance::runner {
namespace {

using suites::CalculatorContract;

INSTANTIATE_TEST_SUITE_P(, CalculatorContract, ::testing::Values(Judged()), SubjectName);

}  // namespace
}  // namespace workbook::conformance::runner
