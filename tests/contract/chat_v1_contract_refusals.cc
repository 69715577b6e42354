// Names, texts and ids that are too long, empty, or no text: refused by each method, and nobody
// else notices. And what looks odd but is text: passed on as it is.
#include <gmock/gmock.h>

#include "contract/chat_v1_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// As the contract has them.
constexpr size_t kMaxRoomBytes = 64;
constexpr size_t kMaxNameBytes = 256;
constexpr size_t kMaxIdBytes = 64;
constexpr size_t kMaxTextBytes = 16 * 1024;

const char kNoUtf8[] = "\xC3\x28";

std::string Long(size_t bytes) { return std::string(bytes, 'x'); }

const auto IsRefused = [] { return HasCode(absl::StatusCode::kInvalidArgument); };

// How a reader was turned away; OK when it was let in.
grpc::Status Answer(RoomReader& reader) {
  return reader.Next().has_value() ? grpc::Status::OK : reader.Finish();
}

// Where the library refuses what does not parse, before any handler, the code is the library's.
const auto IsRefusedByWhomever = [] {
  return AnyOf(HasCode(absl::StatusCode::kInvalidArgument), HasCode(absl::StatusCode::kInternal),
               HasCode(absl::StatusCode::kUnimplemented));
};

// ---- Send ----

BEHAVIOUR(ChatV1Contract, RefusesToSayInARoomWithoutAValidName, kExpected,
          "A Send to a room of 0 or 65 bytes is INVALID_ARGUMENT", kTheLimits) {
  EXPECT_THAT(Say(Words{.room = ""}).status, IsRefused());
  EXPECT_THAT(Say(Words{.room = Long(kMaxRoomBytes + 1)}).status, IsRefused());
}

BEHAVIOUR(ChatV1Contract, RefusesASenderWithoutAValidName, kExpected,
          "A Send by a sender of 0 or 257 bytes is INVALID_ARGUMENT", kTheLimits) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "a token is the name";
  EXPECT_THAT(Say(Words{.room = OldRoom(), .sender = ""}).status, IsRefused());
  EXPECT_THAT(Say(Words{.room = OldRoom(), .sender = Long(kMaxNameBytes + 1)}).status, IsRefused());
}

BEHAVIOUR(ChatV1Contract, RefusesATextThatIsTooLong, kExpected,
          "A text of more than 16 KiB is INVALID_ARGUMENT", kTheLimits) {
  EXPECT_THAT(Say(Words{.room = OldRoom(), .text = Long(kMaxTextBytes + 1)}).status, IsRefused());
}

BEHAVIOUR(ChatV1Contract, RefusesAMessageIdThatIsTooLong, kExpected,
          "A message_id of 65 bytes is INVALID_ARGUMENT", kTheLimits) {
  EXPECT_THAT(Say(Words{.room = OldRoom(), .message_id = Long(kMaxIdBytes + 1)}).status,
              IsRefused());
}

BEHAVIOUR(ChatV1Contract, TellsNobodyWhatItRefused, kExpected, "What is refused is heard by nobody",
          kTheLimits) {
  const auto reader = Enter({.room = OldRoom()});
  if (!reader) return;
  const Words too_long{.room = OldRoom(), .text = Long(kMaxTextBytes + 1)};
  if (Say(too_long).status.ok()) return;  // that is another failure
  if (!Say(OldRoom(), {"last"})) return;
  EXPECT_THAT(Hear(*reader).Texts(), ElementsAre("last"));
}

BEHAVIOUR(ChatV1Contract, TakesWhatIsJustWithinTheLimits, kExpected,
          "Names, texts and ids of just the greatest length are taken", kTheLimits) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "a token is the name";
  std::string room = NewRoom();
  room.resize(kMaxRoomBytes, 'x');
  const Words longest{.room = room,
                      .sender = Long(kMaxNameBytes),
                      .text = Long(kMaxTextBytes),
                      .message_id = Long(kMaxIdBytes)};
  const auto reader = Enter({.room = room, .participant = Long(kMaxNameBytes)});
  if (!reader) return;
  ASSERT_THAT(Say(longest).status, IsOk());
  const HeardUntil heard = Hear(*reader, longest.text);
  ASSERT_THAT(heard.end, IsEmpty());
  EXPECT_THAT(heard.events.back().message().sender(), longest.sender);
}

BEHAVIOUR(ChatV1Contract, TakesAnEmptyText, kExpected, "An empty text is a message", kTheLimits) {
  const auto reader = Enter({.room = OldRoom()});
  if (!reader || !Say(OldRoom(), {"", "last"})) return;
  EXPECT_THAT(Hear(*reader).Texts(), ElementsAre("", "last"));
}

// ---- Join and GetHistory ----

BEHAVIOUR(ChatV1Contract, RefusesReadersOfARoomWithoutAValidName, kExpected,
          "A Join of a room of 0 or 65 bytes is INVALID_ARGUMENT", kTheLimits) {
  EXPECT_THAT(Answer(*door_.Join({.room = ""})), IsRefused());
  EXPECT_THAT(Answer(*door_.Join({.room = Long(kMaxRoomBytes + 1)})), IsRefused());
}

BEHAVIOUR(ChatV1Contract, RefusesAReaderWhoseNameIsTooLong, kExpected,
          "A Join by a participant of 257 bytes is INVALID_ARGUMENT", kTheLimits) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "a token is the name";
  EXPECT_THAT(Answer(*door_.Join({.room = OldRoom(), .participant = Long(kMaxNameBytes + 1)})),
              IsRefused());
}

BEHAVIOUR(ChatV1Contract, HasNoHistoryOfARoomWithoutAValidName, kExpected,
          "GetHistory of a room of 0 or 65 bytes is INVALID_ARGUMENT", kTheLimits) {
  for (const std::string& room : {std::string(), Long(kMaxRoomBytes + 1)}) {
    chat::v1::GetHistoryRequest request;
    request.set_room(room);
    chat::v1::GetHistoryResponse response;
    EXPECT_THAT(door_.GetHistory(request, response), IsRefused());
  }
}

// ---- What is no text, and what looks odd and is ----

BEHAVIOUR(ChatV1Contract, RefusesWhatIsNoUtf8, kExpected, "A Send of invalid UTF-8 is refused",
          kTheTutorials) {
  const std::string room = OldRoom();
  if (!Say(room, {"valid"})) return;  // or the code could be that of a method that is not there
  for (const Words& words :
       {Words{.room = kNoUtf8}, Words{.room = room, .sender = kNoUtf8},
        Words{.room = room, .text = kNoUtf8}, Words{.room = room, .message_id = kNoUtf8}}) {
    EXPECT_THAT(Say(words).status, IsRefusedByWhomever());
  }
}

BEHAVIOUR(ChatV1Contract, PassesOnEveryTextByteForByte, kExpected,
          "Every text is passed on byte for byte, control characters too", kTheTutorials) {
  const auto reader = Enter({.room = OldRoom()});
  if (!reader) return;
  const std::vector<std::string> texts = {
      "e\xCC\x81\xCC\xA7",                             // combining marks
      "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",              // right to left
      "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80",  // emoji, joined
      std::string("a\0b", 3),
      " line\r\nline\x1B[31m ",
      "last",
  };
  if (!Say(OldRoom(), texts)) return;
  EXPECT_THAT(Hear(*reader).Texts(), texts);
}

}  // namespace
}  // namespace workbook::testing
