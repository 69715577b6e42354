// The suite of the workbook's own chat contract, against the target.
#include "contract/chat_v1_contract.h"
#include "judge/target.h"

namespace workbook::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(, ChatV1Contract, ::testing::Values(judge::Judged()), SubjectName);

}  // namespace
}  // namespace workbook::testing
