#include "order/order_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "conformance/matchers.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using order::OrderBook;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Lt;
using ::testing::Not;
using ::testing::ResultOf;
using ::testing::SizeIs;
using workbook::conformance::EqualsProto;
using workbook::conformance::IsOk;
using workbook::conformance::StatusIs;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// The status of Parse for a file named "f".
absl::Status ParseError(const std::string& text) { return OrderBook::Parse(text, "f").status(); }

TEST(OrderBookTest, FindsEachOrderByItsId) {
  const auto book = OrderBook::Parse(R"(
    orders { id: "101" items: "Item - A" items: "Item - B" price: 1000 destination: "Seoul" }
    orders { id: "x" description: "second" })",
                                     "f");
  ASSERT_THAT(book, IsOk());
  EXPECT_EQ(book->size(), 2u);
  EXPECT_THAT(**book->Find("101"), EqualsProto(R"pb(id: "101"
                                                    items: "Item - A"
                                                    items: "Item - B"
                                                    price: 1000
                                                    destination: "Seoul")pb"));
  EXPECT_THAT(**book->Find("x"), EqualsProto(R"pb(id: "x" description: "second")pb"));
}

TEST(OrderBookTest, ReturnsAllOrdersSortedById) {
  const auto book = OrderBook::Parse(R"(orders { id: "b" } orders { id: "a" price: 2 })", "f");
  ASSERT_THAT(book, IsOk());
  EXPECT_THAT(book->All(),
              ElementsAre(EqualsProto(R"pb(id: "a" price: 2)pb"), EqualsProto(R"pb(id: "b")pb")));
}

TEST(OrderBookTest, NamesTheUnknownId) {
  const auto book = OrderBook::Parse(R"(orders { id: "101" })", "f");
  EXPECT_THAT(book->Find("999"),
              StatusIs(absl::StatusCode::kNotFound, R"(there is no order "999")"));
  EXPECT_THAT(book->Find("한"), StatusIs(absl::StatusCode::kNotFound, R"(there is no order "한")"));
}

TEST(OrderBookTest, ComparesEveryByteOfAnId) {
  const auto book = OrderBook::Parse(R"(orders { id: "101" } orders { id: "a\0b" })", "f");
  EXPECT_THAT(book->Find(absl::string_view("101\0", 4)),
              StatusIs(absl::StatusCode::kNotFound, R"(there is no order "101\x00")"));
  EXPECT_THAT(book->Find("101 "), Not(IsOk()));
  EXPECT_THAT(book->Find("a"), Not(IsOk()));
  EXPECT_THAT(book->Find(absl::string_view("a\0b", 3)), IsOk());
}

TEST(OrderBookTest, RefusesToLookUpAnEmptyId) {
  EXPECT_THAT(OrderBook::Parse("", "f")->Find(""), StatusIs(kInvalid, "the order's id is empty"));
}

TEST(OrderBookTest, KeepsControlCharactersOutOfItsMessages) {
  EXPECT_THAT(OrderBook::Parse("", "f")->Find("a\n\x1B[31m"),
              StatusIs(absl::StatusCode::kNotFound, R"(there is no order "a\x0A\x1B[31m")"));
}

TEST(OrderBookTest, TruncatesALongIdBetweenTwoCharacters) {
  const auto book = OrderBook::Parse("", "f");
  const std::string a199(199, 'a');
  EXPECT_THAT(book->Find(a199 + "b"),
              StatusIs(absl::StatusCode::kNotFound, "there is no order \"" + a199 + "b\""));
  EXPECT_THAT(
      book->Find(a199 + "한"),
      StatusIs(absl::StatusCode::kNotFound, "there is no order \"" + a199 + "\"... (202 bytes)"));
  const std::string no_utf8(60'000, '\x80');
  EXPECT_THAT(book->Find(no_utf8), StatusIs(absl::StatusCode::kNotFound, SizeIs(Lt(2000u))));
}

TEST(OrderBookTest, AcceptsAFileWithoutOrders) {
  EXPECT_EQ(OrderBook::Parse("", "f")->size(), 0u);
  EXPECT_EQ(OrderBook::Parse("# nothing\n", "f")->size(), 0u);
}

TEST(OrderBookTest, NamesTheLineOfAFieldThatAnOrderDoesNotHave) {
  EXPECT_THAT(ParseError("orders {\n  id: \"1\"\n  colour: 3\n}\n"),
              StatusIs(kInvalid, AllOf(HasSubstr("f:3: "), HasSubstr("colour"))));
}

TEST(OrderBookTest, NamesTheLineOfASyntaxError) {
  EXPECT_THAT(ParseError("orders {\n  id: \"1\"\n"), StatusIs(kInvalid, HasSubstr("f:3: ")));
  EXPECT_THAT(ParseError("orders {\n  price: much\n}"), StatusIs(kInvalid, HasSubstr("f:2: ")));
  EXPECT_THAT(ParseError("orders {\n  id: \"1\n}"), StatusIs(kInvalid, HasSubstr("f:2: ")));
}

TEST(OrderBookTest, ReportsOnlyTheFirstErrorOnOneLine) {
  EXPECT_THAT(ParseError("orders {\n  id: \x01\x1B\n  colour: 3 } }\n orders"),
              StatusIs(kInvalid, AllOf(HasSubstr("f:2: "), Not(HasSubstr("\n")),
                                       Not(HasSubstr("\x1B")), Not(HasSubstr("f:3")))));
}

TEST(OrderBookTest, NamesBothLinesOfAnIdThatStandsTwice) {
  EXPECT_THAT(ParseError("orders { id: \"1\" }\norders { id: \"2\" }\norders {\n  id: \"1\"\n}\n"),
              StatusIs(kInvalid, R"(f:4: the id "1" is taken by the order of line 1)"));
}

TEST(OrderBookTest, NamesTheLineOfAnOrderWithoutAnId) {
  EXPECT_THAT(ParseError("\norders {\n  price: 1\n}"),
              StatusIs(kInvalid, "f:2: the order has no id"));
  EXPECT_THAT(ParseError("\norders {}"), StatusIs(kInvalid, "f:2: the order has no id"));
  EXPECT_THAT(ParseError("orders {\n\n  id: \"\"\n}"),
              StatusIs(kInvalid, "f:3: the order has no id"));
}

TEST(OrderBookTest, RefusesTextThatNoClientCouldParse) {
  for (const char* field : {"id", "items", "description", "destination"}) {
    const std::string id = field == std::string("id") ? "" : "id: \"1\" ";
    EXPECT_THAT(ParseError("\norders { " + id + field + R"(: "a\377" })"),
                StatusIs(kInvalid, AllOf(HasSubstr("f:2: "), HasSubstr("not all valid UTF-8"))));
  }
}

TEST(OrderBookTest, SkipsAByteOrderMark) {
  const ScratchFolder folder;
  EXPECT_THAT(OrderBook::Load(folder.Write("orders", "\xEF\xBB\xBForders { id: \"1\" }")), IsOk());
}

TEST(OrderBookTest, ReportsAFileWithoutAnEnd) {
  EXPECT_THAT(
      OrderBook::Load("/dev/zero"),
      StatusIs(absl::StatusCode::kOutOfRange, "/dev/zero: larger than the limit of 256 MiB"));
}

TEST(OrderBookTest, LoadsTheOrdersThatAreShipped) {
  const auto book = OrderBook::Load(WORKBOOK_ORDERS);
  ASSERT_THAT(book, IsOk());
  EXPECT_GT(book->size(), 3u);
  EXPECT_THAT(**book->Find("101"), EqualsProto(R"pb(
    id: "101"
    items: "Item - A"
    items: "Item - B"
    description: "Sample order description."
    price: 1000
    destination: "Seoul")pb"));
}

TEST(OrderBookTest, NamesTheFileThatItCannotRead) {
  EXPECT_THAT(OrderBook::Load("no/such/file"),
              StatusIs(absl::StatusCode::kNotFound, "no/such/file: No such file or directory"));
  const std::string folder = std::filesystem::temp_directory_path();
  EXPECT_THAT(OrderBook::Load(folder), ResultOf([](const auto& book) { return book.status(); },
                                                StatusIs(absl::StatusCode::kFailedPrecondition,
                                                         folder + ": Is a directory")));
}

TEST(OrderBookTest, NamesTheFileWhoseTextIsBroken) {
  const std::string path = ::testing::TempDir() + "broken_" + std::to_string(getpid()) + ".txtpb";
  std::ofstream(path) << "orders {\n  id: 1\n}\n";
  EXPECT_THAT(OrderBook::Load(path), StatusIs(kInvalid, HasSubstr(path + ":2: ")));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace workbook::tests
