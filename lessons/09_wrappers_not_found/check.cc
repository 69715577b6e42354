// Lesson 09 holds when a client learns why it got no order.
#include "lessons/check/check.h"

#include "lesson.h"
#include "lessons/check/served.h"
#include "order/order_client.h"

namespace {

using ::testing::HasSubstr;
using workbook::testing::Gives;
using workbook::testing::HasCode;
using workbook::testing::StatusIs;

lesson::Orders TwoOrders() {
  lesson::Orders orders;
  for (const auto& [id, item] : {std::pair("101", "Teapot"), std::pair("102", "Kettle")}) {
    orders[id].set_id(id);
    orders[id].add_items(item);
  }
  return orders;
}

// The first item of the order with this id, asked for over a channel.
absl::StatusOr<std::string> ItemOf(const std::string& id) {
  const workbook::check::Served served(lesson::MakeOrderDesk(TwoOrders()));
  const auto order = workbook::order::OrderClient(served.channel()).GetOrder(id);
  if (!order.ok()) return order.status();
  return order->items().empty() ? "OK, with an empty order" : order->items(0);
}

HOLDS(AnswersWithTheOrder, "getOrder(\"102\") answers with order 102", "*reply =") {
  EXPECT_THAT(ItemOf("102"), Gives(std::string("Kettle")));
}

HOLDS(SaysThatThereIsNone, "An id that no order has is NOT_FOUND", "orders_.find") {
  EXPECT_THAT(ItemOf("999"), HasCode(absl::StatusCode::kNotFound));
}

HOLDS(NamesTheId, "The message of NOT_FOUND names the id that was asked for", "orders_.find") {
  EXPECT_THAT(ItemOf("999"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("999")));
  EXPECT_THAT(ItemOf("1011"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("1011")));
}

HOLDS(RefusesAnEmptyId, "An empty id is INVALID_ARGUMENT", "request->value()") {
  EXPECT_THAT(ItemOf(""), HasCode(absl::StatusCode::kInvalidArgument));
}

}  // namespace
