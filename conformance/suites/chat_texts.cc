// Unusual texts: a chat delivers each byte for byte, or refuses it.
#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "conformance/matchers.h"
#include "conformance/suites/chat.h"

namespace workbook::conformance::suites {
namespace {

using ::testing::Not;

BEHAVIOUR(ChatContract, PassesOnTextByteForByte, kExpected,
          "UTF-8 text is delivered byte for byte, or INVALID_ARGUMENT", kTheLimits) {
  const std::vector<std::string> texts = {
      "e\xCC\x81\xCC\xA7",                             // combining marks
      "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",              // right to left
      "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80",  // emoji, joined
      std::string("a\0b", 3),
      "line\r\nline\x1B[31m",
      "  spaces  ",
  };
  const auto reader = ReadyReader();
  if (reader == nullptr) return;
  for (const std::string& text : texts) {
    const grpc::Status status = Send(text).status;
    if (status.error_code() == grpc::StatusCode::INVALID_ARGUMENT) continue;
    ASSERT_THAT(status, IsOk());
    ASSERT_THAT(reader->Next(), Message(text));
  }
}

BEHAVIOUR(ChatContract, RefusesTextThatIsNoUtf8, kExpected,
          "Text that is not UTF-8 is refused, and the chat goes on", kTheTutorials) {
  const auto reader = ReadyReader();
  if (reader == nullptr) return;
  EXPECT_THAT(Send("\xC3\x28").status, Not(IsOk()));
  EXPECT_THAT(client_->Send("a\xFFnn", Text("hello")).status, Not(IsOk()));
  ASSERT_THAT(Send("next").status, IsOk());
  EXPECT_THAT(reader->Next(), Message("next"));
}

BEHAVIOUR(ChatContract, DoesAsItLikesWithAnEmptyText, kRecorded,
          "What the server does with an empty text", kTheLimits) {
  const auto reader = ReadyReader();
  if (reader == nullptr) return;
  const SendResult sent = client_->Send(Name("ann"), "");
  ASSERT_THAT(Send("next").status, IsOk());
  const std::string message = reader->Next();
  const bool delivered = message != Message("next");
  if (sent.status.ok()) {
    Observe(delivered       ? "delivered"
            : sent.accepted ? "accepted and not delivered"
                            : "success=false");
  } else {
    Observe("refused: " + ::testing::PrintToString(sent.status));
  }
}

}  // namespace
}  // namespace workbook::conformance::suites
