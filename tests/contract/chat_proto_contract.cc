// chat_proto.Chat: its answer has a word for what is refused.
#include <gmock/gmock.h>

#include "contract/chat_door_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

constexpr char kTheDoors[] = "docs/chat.md#the-doors";

// What a response says, so that a failure reads well.
std::string Success(const Said& said) { return said.accepted ? "success=true" : "success=false"; }

BEHAVIOUR(ChatProtoContract, SaysTrueForWhatIsSaid, kRequired,
          "Send answers success=true to what is said", kTheDoors) {
  const Said said = Say("hello");
  ASSERT_THAT(said.status, IsOk());
  EXPECT_THAT(Success(said), "success=true");
}

BEHAVIOUR(ChatProtoContract, SaysFalseForAnEmptyOwner, kRequired,
          "Send answers success=false, and OK, to an empty owner", kTheDoors) {
  if (GetParam().subject.token_names_the_sender) GTEST_SKIP() << "a token is the owner";
  const Said said = Say("who am I?", "");
  ASSERT_THAT(said.status, IsOk());
  EXPECT_THAT(Success(said), "success=false");
}

BEHAVIOUR(ChatProtoContract, DoesNotTellWhatHasNoOwner, kRequired,
          "What has an empty owner is told to nobody", kTheDoors) {
  if (GetParam().subject.token_names_the_sender) GTEST_SKIP() << "a token is the owner";
  const auto reader = Listen();
  if (reader == nullptr) return;
  Say("who am I?", "");
  ASSERT_THAT(Say("next").status, IsOk());
  EXPECT_THAT(reader->Next(), Line("next"));
}

}  // namespace
}  // namespace workbook::testing
