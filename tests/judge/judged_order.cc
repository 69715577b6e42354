// The order suite, against the target and the orders that it is said to hold.
#include "contract/order_contract.h"
#include "judge/target.h"

namespace workbook::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(, OrderContract,
                         ::testing::Values(OrderSubject{judge::Judged(),
                                                        judge::TheTarget().orders}),
                         OrderSubjectName);

}  // namespace
}  // namespace workbook::testing
