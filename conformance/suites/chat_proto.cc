// chat_proto.Chat: its response has a field for a refusal.
#include <gmock/gmock.h>

#include "conformance/matchers.h"
#include "conformance/suites/chat.h"

namespace workbook::conformance::suites {
namespace {

// The response in words, for readable failures.
std::string Success(const SendResult& sent) {
  return sent.accepted ? "success=true" : "success=false";
}

BEHAVIOUR(ChatProtoContract, AnswersTrueToAValidMessage, kRequired,
          "send answers success=true to a message", kTheContracts) {
  const SendResult sent = Send("hello");
  ASSERT_THAT(sent.status, IsOk());
  EXPECT_THAT(Success(sent), "success=true");
}

BEHAVIOUR(ChatProtoContract, AnswersFalseToAnEmptyOwner, kRequired,
          "send answers success=false, and OK, to an empty owner", kTheContracts) {
  if (GetParam().subject.token_names_the_sender) GTEST_SKIP() << "the owner comes from the token";
  const SendResult sent = Send("who am I?", "");
  ASSERT_THAT(sent.status, IsOk());
  EXPECT_THAT(Success(sent), "success=false");
}

BEHAVIOUR(ChatProtoContract, DoesNotTellWhatHasNoOwner, kRequired,
          "No reader receives a message with an empty owner", kTheContracts) {
  if (GetParam().subject.token_names_the_sender) GTEST_SKIP() << "the owner comes from the token";
  const auto reader = ReadyReader();
  if (reader == nullptr) return;
  Send("who am I?", "");
  ASSERT_THAT(Send("next").status, IsOk());
  EXPECT_THAT(reader->Next(), Message("next"));
}

}  // namespace
}  // namespace workbook::conformance::suites
