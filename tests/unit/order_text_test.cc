#include "order/order_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "conformance/matchers.h"

namespace workbook::tests {
namespace {

using order::ToText;

// The price's line, without the newline, of an order that has nothing else.
std::string PriceText(float price) {
  ecommerce::Order order;
  order.set_price(price);
  std::string text = ToText(order);
  if (!text.empty()) text.pop_back();
  return text;
}

TEST(OrderTextTest, ShowsAnOrderAsTheTutorialDoes) {
  ecommerce::Order order;
  order.set_id("101");
  order.add_items("Item - A");
  order.add_items("Item - B");
  order.set_description("Sample order description.");
  order.set_price(1000);
  order.set_destination("Seoul");
  EXPECT_EQ(ToText(order),
            "id: \"101\"\n"
            "items: \"Item - A\"\n"
            "items: \"Item - B\"\n"
            "description: \"Sample order description.\"\n"
            "price: 1000.0\n"
            "destination: \"Seoul\"\n");
}

TEST(OrderTextTest, LeavesUnsetFieldsOut) { EXPECT_EQ(ToText(ecommerce::Order()), ""); }

TEST(OrderTextTest, ShowsAPriceWithTheDigitsItWasWrittenWith) {
  EXPECT_EQ(PriceText(89.9F), "price: 89.9");
  EXPECT_EQ(PriceText(0.01F), "price: 0.01");
  EXPECT_EQ(PriceText(-2), "price: -2.0");
  EXPECT_EQ(PriceText(16777217.0F), "price: 16777216.0");
  EXPECT_EQ(PriceText(1e6F), "price: 1000000.0");
}

TEST(OrderTextTest, UsesAnExponentOnlyForAHugeOrTinyPrice) {
  EXPECT_EQ(PriceText(1e15F), "price: 1000000000000000.0");
  EXPECT_EQ(PriceText(1e16F), "price: 1e+16");
  EXPECT_EQ(PriceText(1e-4F), "price: 0.0001");
  EXPECT_EQ(PriceText(1.5e-5F), "price: 1.5e-05");
  EXPECT_EQ(PriceText(std::numeric_limits<float>::infinity()), "price: inf");
  EXPECT_EQ(PriceText(-std::numeric_limits<float>::infinity()), "price: -inf");
  EXPECT_EQ(PriceText(std::numeric_limits<float>::quiet_NaN()), "price: nan");
}

TEST(OrderTextTest, EscapesWhatCouldControlATerminal) {
  ecommerce::Order order;
  order.set_id("a\n\x1B[31m\"한\xC2\x9B");
  const std::string text = ToText(order);
  EXPECT_EQ(text, "id: \"a\\n\\033[31m\\\"\\355\\225\\234\\302\\233\"\n");
  ecommerce::Order read_back;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &read_back));
  EXPECT_EQ(read_back.id(), order.id());
}

}  // namespace
}  // namespace workbook::tests
