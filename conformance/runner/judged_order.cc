// The order suite, against the target and the orders of --orders.
#include "conformance/runner/target.h"
#include "conformance/suites/order.h"

namespace workbook::conformance::runner {
namespace {

using suites::OrderContract;

INSTANTIATE_TEST_SUITE_P(, OrderContract,
                         ::testing::Values(suites::OrderSubject{Judged(), TheTarget().orders}),
                         suites::OrderSubjectName);

}  // namespace
}  // namespace workbook::conformance::runner
