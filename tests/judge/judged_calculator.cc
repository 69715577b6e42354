// The calculator's suite, against the target.
#include "contract/calculator_contract.h"
#include "judge/target.h"

namespace workbook::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(, CalculatorContract, ::testing::Values(judge::Judged()), SubjectName);

}  // namespace
}  // namespace workbook::testing
