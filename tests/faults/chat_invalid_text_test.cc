// Text that is not UTF-8: each contract refuses it, and no reader receives it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "conformance/matchers.h"
#include "tests/faults/chat_raw_contracts.h"
#include "tests/faults/fault_subject.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;
using conformance::StatusIs;

using ::testing::HasSubstr;
using ::testing::Not;

// Part of each text that no reader may receive.
constexpr char kRefused[] = "refused";

const std::vector<std::string>& InvalidUtf8() {
  static const std::vector<std::string> texts = {
      "\xFF",              // never part of UTF-8
      "\x80",              // a continuation byte alone
      "\xE2\x82",          // a truncated euro sign
      "\xC0\xAF",          // an overlong slash
      "\xED\xA0\x80",      // a surrogate
      "\xF4\x90\x80\x80",  // above U+10FFFF
  };
  return texts;
}

class ChatInvalidText : public ::testing::TestWithParam<RawContract> {
 protected:
  ChatInvalidText() {
    for (const RawContract& contract : AllRawContracts())
      readers_.push_back(ReadRaw(channel_, contract));
  }

  // Sends a valid message; every reader receives it, and nothing refused before it.
  void ExpectTheOthersAreUnaffected() {
    ASSERT_THAT(SendRaw(channel_, AllRawContracts().front(), "ben", "still here"), IsOk());
    for (const auto& reader : readers_) {
      std::string received;
      while (received.find("still here") == std::string::npos) {
        const auto more = reader->Read();
        ASSERT_TRUE(more.has_value()) << "a reader's stream has ended";
        received += *more;
      }
      EXPECT_THAT(received, Not(HasSubstr(kRefused)));
    }
  }

  RunningServer server_{{"chat_server"}};
  std::shared_ptr<grpc::Channel> channel_ = DialOwnConnection(server_);
  std::vector<std::unique_ptr<RawCall>> readers_;
};

INSTANTIATE_TEST_SUITE_P(EachContract, ChatInvalidText, ::testing::ValuesIn(AllRawContracts()),
                         [](const auto& contract) { return contract.param.name; });

TEST_P(ChatInvalidText, IsRefusedAndReachesNoReader) {
  for (const std::string& bytes : InvalidUtf8()) {
    EXPECT_THAT(SendRaw(channel_, GetParam(), "ann", kRefused + bytes),
                StatusIs(absl::StatusCode::kInvalidArgument));
    ExpectTheOthersAreUnaffected();
  }
}

TEST_P(ChatInvalidText, IsRefusedAsAName) {
  for (const std::string& bytes : InvalidUtf8()) {
    EXPECT_THAT(SendRaw(channel_, GetParam(), kRefused + bytes, "hello"),
                StatusIs(absl::StatusCode::kInvalidArgument));
    ExpectTheOthersAreUnaffected();
  }
}

// One call may carry many messages; those before the invalid one stay sent.
TEST(ChatInvalidTextInAStream, EndsTheCallAndKeepsTheEarlierMessages) {
  RunningServer server({"chat_server"});
  const auto channel = DialOwnConnection(server);
  const RawContract& contract = AllRawContracts().at(1);
  RawCall sender(channel, contract.send);
  sender.Write(contract.message("ann", "before"));
  sender.Write(contract.message("ann", "\xFF"));
  sender.WritesDone();
  sender.Read();
  EXPECT_THAT(sender.Finish(), StatusIs(absl::StatusCode::kInvalidArgument));
  RawCall history(channel, "/grpc.ChatServer/ChatStream");
  history.Write("");
  history.WritesDone();
  EXPECT_THAT(history.Read().value_or(""), HasSubstr("before"));
}

}  // namespace
}  // namespace workbook::tests
