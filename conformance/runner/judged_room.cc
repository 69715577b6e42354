// The suite of the workbook's own chat contract, against the target.
#include "conformance/runner/target.h"
#include "conformance/suites/room.h"

namespace workbook::conformance::runner {
namespace {

using suites::ChatV1Contract;

INSTANTIATE_TEST_SUITE_P(, ChatV1Contract, ::testing::Values(Judged()), SubjectName);

}  // namespace
}  // namespace workbook::conformance::runner
