// What a reader hears of the time before it came: at the door note all that is kept, elsewhere as
// the server likes.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "contract/chat_door_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

constexpr char kTheDoors[] = "docs/chat.md#the-doors";
constexpr char kTheTutorials[] = "docs/chat.md#what-differs-from-the-tutorials-and-why";

constexpr int kBefore = 10;

BEHAVIOUR(ChatNoteContract, TellsTheHistoryFirst, kRequired,
          "Who joins hears first what was said before, in order", kTheDoors) {
  for (int i = 0; i < kBefore; ++i) {
    ASSERT_THAT(Say(absl::StrCat("before ", i)).status, IsOk());
  }
  const auto reader = Listen();
  if (reader == nullptr) return;
  ASSERT_THAT(Say("after").status, IsOk());
  for (int i = 0; i < kBefore; ++i) {
    ASSERT_THAT(reader->Next(), Line(absl::StrCat("before ", i)));
  }
  EXPECT_THAT(reader->Next(), Line("after"));
}

BEHAVIOUR(ChatNoteContract, TellsEachWhoComesTheHistory, kRequired,
          "Every reader gets the history, also the second and third", kTheDoors) {
  ASSERT_THAT(Say("before").status, IsOk());
  const auto readers = Listen(3);
  for (const auto& reader : readers) ASSERT_THAT(reader->Next(), Line("before"));
}

BEHAVIOUR(ChatNoteContract, RefusesAnEmptyName, kExpected,
          "An empty name is INVALID_ARGUMENT, and told to nobody", kTheTutorials) {
  if (GetParam().subject.token_names_the_sender) GTEST_SKIP() << "a token is the name";
  const auto reader = Listen();
  if (reader == nullptr) return;
  ASSERT_THAT(Say("who am I?", "").status, HasCode(absl::StatusCode::kInvalidArgument));
  ASSERT_THAT(Say("next").status, IsOk());
  EXPECT_THAT(reader->Next(), Line("next"));
}

BEHAVIOUR(LateReaderContract, TellsALateReaderWhatItLikes, kRecorded,
          "What a late reader hears of the time before", kTheTutorials) {
  for (int i = 0; i < kBefore; ++i) {
    ASSERT_THAT(Say(absl::StrCat("before ", i)).status, IsOk());
  }
  const auto reader = Listen();
  if (reader == nullptr) return;
  ASSERT_THAT(Say("after").status, IsOk());
  int heard = 0;
  std::string line = reader->Next();
  for (; line.find("before ") != line.npos; line = reader->Next()) ++heard;
  ASSERT_THAT(line, Line("after"));
  Observe(heard == 0         ? "only what is new"
          : heard == kBefore ? "the whole history"
                             : absl::StrCat("the last ", heard, " of ", kBefore, " messages"));
}

}  // namespace
}  // namespace workbook::testing
