// The order contract, kept by the order service.
#include <memory>
#include <string>
#include <vector>

#include "conformance/suites/order.h"
#include "order/order_book.h"
#include "order/order_service.h"

namespace workbook::tests {
namespace {

using conformance::InProcess;
using conformance::OverLoopback;
using conformance::suites::OrderContract;
using conformance::suites::OrderSubject;
using conformance::suites::OrderSubjectName;

constexpr char kOrders[] = R"(
  orders {
    id: "101" items: "Item - A" items: "Item - B" description: "Sample order description."
    price: 1000 destination: "Seoul"
  }
  orders { id: "empty" }
  orders { id: "주문 🫖" items: "a" items: "a" items: "" description: "e\314\201\000" price: 0.1 }
)";

std::unique_ptr<rpc::Servable> MakeService() {
  return std::make_unique<rpc::Hosted<order::OrderService>>(
      *order::OrderBook::Parse(kOrders, "the test's orders"));
}

std::vector<ecommerce::Order> KnownOrders() {
  const order::OrderBook book = *order::OrderBook::Parse(kOrders, "the test's orders");
  return {**book.Find("101"), **book.Find("empty"), **book.Find("주문 🫖")};
}

INSTANTIATE_TEST_SUITE_P(
    , OrderContract,
    ::testing::Values(OrderSubject{InProcess("Callback", MakeService), KnownOrders()},
                      OrderSubject{InProcess("CallbackOfUnknownOrders", MakeService), {}},
                      OrderSubject{OverLoopback("CallbackOverLoopback", MakeService),
                                   KnownOrders()}),
    OrderSubjectName);

}  // namespace
}  // namespace workbook::tests
