// Messages from before a reader joined: note must send all that it keeps; the other contracts leave
// it to the server.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "conformance/matchers.h"
#include "conformance/suites/chat.h"

namespace workbook::conformance::suites {
namespace {

constexpr int kBefore = 10;

BEHAVIOUR(ChatNoteContract, TellsTheHistoryFirst, kRequired,
          "A new reader first receives the earlier messages, in order", kTheContracts) {
  for (int i = 0; i < kBefore; ++i) {
    ASSERT_THAT(Send(absl::StrCat("before ", i)).status, IsOk());
  }
  const auto reader = ReadyReader();
  if (reader == nullptr) return;
  ASSERT_THAT(Send("after").status, IsOk());
  for (int i = 0; i < kBefore; ++i) {
    ASSERT_THAT(reader->Next(), Message(absl::StrCat("before ", i)));
  }
  EXPECT_THAT(reader->Next(), Message("after"));
}

BEHAVIOUR(ChatNoteContract, TellsEachWhoComesTheHistory, kRequired,
          "Each reader receives the history, not only the first", kTheContracts) {
  ASSERT_THAT(Send("before").status, IsOk());
  const auto readers = ReadyReaders(3);
  for (const auto& reader : readers) ASSERT_THAT(reader->Next(), Message("before"));
}

BEHAVIOUR(ChatNoteContract, RefusesAnEmptyName, kExpected,
          "An empty name is INVALID_ARGUMENT, and no reader receives it", kTheTutorials) {
  if (GetParam().subject.token_names_the_sender) GTEST_SKIP() << "the name comes from the token";
  const auto reader = ReadyReader();
  if (reader == nullptr) return;
  ASSERT_THAT(Send("who am I?", "").status, StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_THAT(Send("next").status, IsOk());
  EXPECT_THAT(reader->Next(), Message("next"));
}

BEHAVIOUR(LateReaderContract, TellsALateReaderWhatItLikes, kRecorded,
          "Which earlier messages a late reader receives", kTheTutorials) {
  for (int i = 0; i < kBefore; ++i) {
    ASSERT_THAT(Send(absl::StrCat("before ", i)).status, IsOk());
  }
  const auto reader = ReadyReader();
  if (reader == nullptr) return;
  ASSERT_THAT(Send("after").status, IsOk());
  int earlier = 0;
  std::string message = reader->Next();
  for (; message.find("before ") != message.npos; message = reader->Next()) ++earlier;
  ASSERT_THAT(message, Message("after"));
  Observe(earlier == 0         ? "only new messages"
          : earlier == kBefore ? "the whole history"
                               : absl::StrCat("the last ", earlier, " of ", kBefore, " messages"));
}

}  // namespace
}  // namespace workbook::conformance::suites
