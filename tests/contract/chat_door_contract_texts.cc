// What may be said: a chat passes on what it is given, to the byte, or says that it does not.
#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "contract/chat_door_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::Not;

constexpr char kTheTutorials[] = "docs/chat.md#what-differs-from-the-tutorials-and-why";
constexpr char kLimits[] = "docs/chat.md#the-limits";

BEHAVIOUR(ChatDoorContract, PassesOnTextByteForByte, kExpected,
          "Any UTF-8 text is told to the byte, or is INVALID_ARGUMENT", kLimits) {
  const std::vector<std::string> texts = {
      "e\xCC\x81\xCC\xA7",                             // combining marks
      "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",              // right to left
      "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80",  // emoji, joined
      std::string("a\0b", 3),
      "line\r\nline\x1B[31m",
      "  spaces  ",
  };
  const auto reader = Listen();
  if (reader == nullptr) return;
  for (const std::string& text : texts) {
    const grpc::Status status = Say(text).status;
    if (status.error_code() == grpc::StatusCode::INVALID_ARGUMENT) continue;
    ASSERT_THAT(status, IsOk());
    ASSERT_THAT(reader->Next(), Line(text));
  }
}

BEHAVIOUR(ChatDoorContract, RefusesTextThatIsNoUtf8, kExpected,
          "Text that is not UTF-8 is refused, and the talk goes on", kTheTutorials) {
  const auto reader = Listen();
  if (reader == nullptr) return;
  EXPECT_THAT(Say("\xC3\x28").status, Not(IsOk()));
  EXPECT_THAT(door_->Say("a\xFFnn", Text("hello")).status, Not(IsOk()));
  ASSERT_THAT(Say("next").status, IsOk());
  EXPECT_THAT(reader->Next(), Line("next"));
}

BEHAVIOUR(ChatDoorContract, DoesAsItLikesWithAnEmptyText, kRecorded,
          "What becomes of an empty text", kLimits) {
  const auto reader = Listen();
  if (reader == nullptr) return;
  const Said said = door_->Say(Name("ann"), "");
  ASSERT_THAT(Say("next").status, IsOk());
  const std::string line = reader->Next();
  const bool told = line != Line("next");
  if (said.status.ok()) {
    Observe(told ? "told" : said.accepted ? "accepted and told to nobody" : "success=false");
  } else {
    Observe("refused: " + ::testing::PrintToString(said.status));
  }
}

}  // namespace
}  // namespace workbook::testing
