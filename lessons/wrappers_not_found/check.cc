// Passes when a client gets the order that it asks for, or the reason why it gets none.
#include "lessons/check/check.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/check/test_server.h"
#include "lessons/wrappers_not_found/lesson.h"
#include "order/order_client.h"

namespace {

using ::testing::HasSubstr;
using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;

// `order 102: a kettle, red, for 12.5, to Busan`.
std::string Describe(const ecommerce::Order& order) {
  if (order.ByteSizeLong() == 0) return "OK, with an empty order";
  return absl::StrCat(order.id().empty() ? "an order without an id" : "order " + order.id(), ": ",
                      order.items().empty() ? "no items" : absl::StrJoin(order.items(), " and "),
                      ", ", order.description().empty() ? "no description" : order.description(),
                      ", for ", order.price(), ", ",
                      order.destination().empty() ? "no destination" : "to " + order.destination());
}

std::string Kettle(const std::string& id) {
  return absl::StrCat("order ", id, ": a kettle, red, for 12.5, to Busan");
}

// A desk that has a kettle under each of these ids.
class Desk {
 public:
  explicit Desk(const std::vector<std::string>& ids) : server_(lesson::MakeOrderDesk(Of(ids))) {}

  // The order with this id in words, or the status of the call.
  absl::StatusOr<std::string> GetOrder(const std::string& id) {
    const auto order = client_.GetOrder(id);
    if (!order.ok()) return order.status();
    return Describe(*order);
  }

 private:
  static lesson::Orders Of(const std::vector<std::string>& ids) {
    lesson::Orders orders;
    for (const std::string& id : ids) {
      ecommerce::Order& order = orders[id];
      order.set_id(id);
      order.add_items("a kettle");
      order.set_description("red");
      order.set_price(12.5F);
      order.set_destination("Busan");
    }
    return orders;
  }

  const workbook::lessons::check::TestServer server_;
  workbook::order::OrderClient client_{server_.channel()};
};

BEHAVIOUR(Lesson, AnswersWithTheOrder, "getOrder(\"102\") answers with order 102, all of it",
          "getOrder(") {
  EXPECT_THAT(Desk({"101", "102"}).GetOrder("102"), IsOkAndHolds(Kettle("102")));
}

BEHAVIOUR(Lesson, EndsWithNotFound, "An unknown id ends with NOT_FOUND", "getOrder(") {
  Desk desk({"101", "102"});
  EXPECT_THAT(desk.GetOrder("999"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(desk.GetOrder("10"), StatusIs(absl::StatusCode::kNotFound));
}

BEHAVIOUR(Lesson, NamesTheId, "The message of NOT_FOUND names the id", "getOrder(") {
  Desk desk({"101", "102"});
  EXPECT_THAT(desk.GetOrder("999"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("999")));
  EXPECT_THAT(desk.GetOrder("1011"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("1011")));
}

BEHAVIOUR(Lesson, RefusesAnEmptyId, "An empty id ends with INVALID_ARGUMENT", "getOrder(") {
  EXPECT_THAT(Desk({"101"}).GetOrder(""), StatusIs(absl::StatusCode::kInvalidArgument));
}

BEHAVIOUR(Lesson, TakesAnyTextForAnId, "An id need not be a number: \"spring 7/b\"", "getOrder(") {
  Desk desk({"101", "spring 7/b"});
  EXPECT_THAT(desk.GetOrder("spring 7/b"), IsOkAndHolds(Kettle("spring 7/b")));
  EXPECT_THAT(desk.GetOrder("spring 8"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("spring 8")));
}

// NUL is text too, and a string of C++ has its length.
BEHAVIOUR(Lesson, TakesTheWholeId, "An id does not end at a NUL: \"7\\0red\" is not \"7\"",
          "getOrder(") {
  using std::string_literals::operator""s;
  Desk desk({"7", "7\0blue"s});
  EXPECT_THAT(desk.GetOrder("7\0blue"s), IsOkAndHolds(Kettle("7\0blue"s)));
  EXPECT_THAT(desk.GetOrder("7\0red"s), StatusIs(absl::StatusCode::kNotFound, HasSubstr("red")));
}

BEHAVIOUR(Lesson, ServesItsOwnOrders, "Another order desk has other orders", "getOrder(") {
  Desk first({"101"});
  Desk second({"102"});
  EXPECT_THAT(first.GetOrder("101"), IsOkAndHolds(Kettle("101")));
  EXPECT_THAT(second.GetOrder("101"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(second.GetOrder("102"), IsOkAndHolds(Kettle("102")));
}

}  // namespace
