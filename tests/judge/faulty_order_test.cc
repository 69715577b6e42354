// Each behaviour of an order desk can fail, and fails alone; what is only recorded is seen.
#include "judge/faulty_order.h"

#include <gmock/gmock.h>

#include <memory>

#include "contract/order_contract.h"
#include "judge/faulty_servers.h"
#include "order/order_book.h"

namespace workbook::testing {
namespace {

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(OrderContract);  // here for its names

constexpr char kOrders[] = "order/orders.txtpb";

std::unique_ptr<rpc::Servable> Make(const std::string& broken) {
  return std::make_unique<FaultyOrder>(broken, order::OrderBook::Load(kOrders)->All());
}

const FaultySubject kSubject{"order", Make, {std::string("--orders=") + kOrders}, ""};

INSTANTIATE_TEST_SUITE_P(Order, FaultyServer, ::testing::ValuesIn(EachFaultOf(kSubject)),
                         FaultName);

TEST(RecordedOrderBehaviour, AnswersALongId) {
  EXPECT_EQ(Recorded(kSubject, "AnswersALongId", ""), "RESOURCE_EXHAUSTED");
  EXPECT_EQ(Recorded(kSubject, "AnswersALongId", "AnswersALongId"), "NOT_FOUND");
}

}  // namespace
}  // namespace workbook::testing
