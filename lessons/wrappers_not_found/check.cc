// Passes when a client that gets no order gets the reason.
#include "lessons/check/check.h"

#include "lessons/check/test_server.h"
#include "lessons/wrappers_not_found/lesson.h"
#include "order/order_client.h"

namespace {

using ::testing::HasSubstr;
using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;

lesson::Orders TwoOrders() {
  lesson::Orders orders;
  for (const auto& [id, item] : {std::pair("101", "Teapot"), std::pair("102", "Kettle")}) {
    orders[id].set_id(id);
    orders[id].add_items(item);
  }
  return orders;
}

// The first item of the order with this id, or the status of the call.
absl::StatusOr<std::string> ItemOf(const std::string& id) {
  const workbook::lessons::check::TestServer server(lesson::MakeOrderDesk(TwoOrders()));
  const auto order = workbook::order::OrderClient(server.channel()).GetOrder(id);
  if (!order.ok()) return order.status();
  return order->items().empty() ? "OK, with an empty order" : order->items(0);
}

BEHAVIOUR(Lesson, AnswersWithTheOrder, "getOrder(\"102\") answers with order 102", "*reply =") {
  EXPECT_THAT(ItemOf("102"), IsOkAndHolds(std::string("Kettle")));
}

BEHAVIOUR(Lesson, EndsWithNotFound, "An unknown id ends with NOT_FOUND", "orders_.find") {
  EXPECT_THAT(ItemOf("999"), StatusIs(absl::StatusCode::kNotFound));
}

BEHAVIOUR(Lesson, NamesTheId, "The message of NOT_FOUND names the id", "orders_.find") {
  EXPECT_THAT(ItemOf("999"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("999")));
  EXPECT_THAT(ItemOf("1011"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("1011")));
}

BEHAVIOUR(Lesson, RefusesAnEmptyId, "An empty id ends with INVALID_ARGUMENT", "request->value()") {
  EXPECT_THAT(ItemOf(""), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
