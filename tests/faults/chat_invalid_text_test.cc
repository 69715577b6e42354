// Text that is no text: each door refuses it, and nobody hears of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "faults/chat_raw_doors.h"
#include "faults/fault_subject.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// In each text that must not be heard.
constexpr char kSpoilt[] = "spoilt";

const std::vector<std::string>& InvalidUtf8() {
  static const std::vector<std::string> texts = {
      "\xFF",              // in no UTF-8
      "\x80",              // goes on with nothing
      "\xE2\x82",          // a euro sign without its end
      "\xC0\xAF",          // a slash in two bytes instead of one
      "\xED\xA0\x80",      // half a pair of UTF-16
      "\xF4\x90\x80\x80",  // beyond the last character
  };
  return texts;
}

class ChatInvalidText : public ::testing::TestWithParam<RawDoor> {
 protected:
  ChatInvalidText() {
    for (const RawDoor& door : AllRawDoors()) readers_.push_back(ReadRaw(channel_, door));
  }

  // Says something right, which every reader hears and nothing spoilt before it.
  void ExpectTheOthersAreUnaffected() {
    ASSERT_THAT(SayRaw(channel_, AllRawDoors().front(), "ben", "still here"), IsOk());
    for (const auto& reader : readers_) {
      std::string heard;
      while (heard.find("still here") == std::string::npos) {
        const auto more = reader->Read();
        ASSERT_TRUE(more.has_value()) << "a reader's stream has ended";
        heard += *more;
      }
      EXPECT_THAT(heard, Not(HasSubstr(kSpoilt)));
    }
  }

  RunningServer server_{{"chat_server"}};
  std::shared_ptr<grpc::Channel> channel_ = DialAnew(server_);
  std::vector<std::unique_ptr<RawCall>> readers_;
};

INSTANTIATE_TEST_SUITE_P(EachDoor, ChatInvalidText, ::testing::ValuesIn(AllRawDoors()),
                         [](const auto& door) { return door.param.name; });

TEST_P(ChatInvalidText, IsRefusedAndNobodyHearsIt) {
  for (const std::string& bytes : InvalidUtf8()) {
    EXPECT_THAT(SayRaw(channel_, GetParam(), "ann", kSpoilt + bytes),
                HasCode(absl::StatusCode::kInvalidArgument));
    ExpectTheOthersAreUnaffected();
  }
}

TEST_P(ChatInvalidText, IsNoName) {
  for (const std::string& bytes : InvalidUtf8()) {
    EXPECT_THAT(SayRaw(channel_, GetParam(), kSpoilt + bytes, "hello"),
                HasCode(absl::StatusCode::kInvalidArgument));
    ExpectTheOthersAreUnaffected();
  }
}

// One call may carry many messages there: those before the bad one are said.
TEST(ChatInvalidTextInAStream, EndsTheCallAndLeavesWhatWasSaidBefore) {
  RunningServer server({"chat_server"});
  const auto channel = DialAnew(server);
  const RawDoor& door = AllRawDoors().at(1);
  RawCall speaker(channel, door.send);
  speaker.Write(door.message("ann", "before"));
  speaker.Write(door.message("ann", "\xFF"));
  speaker.WritesDone();
  speaker.Read();
  EXPECT_THAT(speaker.Finish(), HasCode(absl::StatusCode::kInvalidArgument));
  RawCall history(channel, "/grpc.ChatServer/ChatStream");
  history.Write("");
  history.WritesDone();
  EXPECT_THAT(history.Read().value_or(""), HasSubstr("before"));
}

}  // namespace
}  // namespace workbook::testing
