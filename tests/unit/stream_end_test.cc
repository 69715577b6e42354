#include "rpc/stream_end.h"

#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "calculator.pb.h"

namespace workbook::tests {
namespace {

using rpc::MarkBeforeRead;
using rpc::StreamEndStatus;

TEST(StreamEndStatusTest, IsOkWhenNothingIsRead) {
  calc::AddRequest message;
  MarkBeforeRead(message);
  EXPECT_EQ(StreamEndStatus(message), absl::OkStatus());
}

TEST(StreamEndStatusTest, IsInvalidArgumentForBytesThatDoNotParse) {
  for (const char* bytes : {"\x0F", "\x08", "\xFF\xFF"}) {
    calc::AddRequest message;
    MarkBeforeRead(message);
    EXPECT_FALSE(message.ParseFromString(bytes));
    EXPECT_EQ(StreamEndStatus(message).code(), absl::StatusCode::kInvalidArgument) << bytes;
  }
}

TEST(StreamEndStatusTest, ParsingAMessageRemovesTheMark) {
  calc::AddRequest message;
  MarkBeforeRead(message);
  ASSERT_TRUE(message.ParseFromString("\x08\x07"));
  EXPECT_EQ(message.ByteSizeLong(), 2U);
  MarkBeforeRead(message);
  EXPECT_EQ(StreamEndStatus(message), absl::OkStatus());
}

}  // namespace
}  // namespace workbook::tests
