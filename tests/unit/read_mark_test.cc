#include "rpc/read_mark.h"

#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "calculator.pb.h"

namespace workbook::rpc {
namespace {

TEST(ReadMarkTest, StaysWhenNothingIsRead) {
  calc::AddRequest message;
  MarkUnread(message);
  EXPECT_EQ(WhyUnread(message), absl::OkStatus());
}

TEST(ReadMarkTest, GoesWithBytesThatDoNotParse) {
  for (const char* bytes : {"\x0F", "\x08", "\xFF\xFF"}) {
    calc::AddRequest message;
    MarkUnread(message);
    EXPECT_FALSE(message.ParseFromString(bytes));
    EXPECT_EQ(WhyUnread(message).code(), absl::StatusCode::kInvalidArgument) << bytes;
  }
}

TEST(ReadMarkTest, GoesWithAMessage) {
  calc::AddRequest message;
  MarkUnread(message);
  ASSERT_TRUE(message.ParseFromString("\x08\x07"));
  EXPECT_EQ(message.ByteSizeLong(), 2U);
  MarkUnread(message);
  EXPECT_EQ(WhyUnread(message), absl::OkStatus());
}

}  // namespace
}  // namespace workbook::rpc
