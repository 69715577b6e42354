// Names, texts and ids that are too long, empty or not UTF-8: each method refuses them, and no
// reader receives them. Unusual but valid text is delivered as it is.
#include <gmock/gmock.h>

#include "conformance/matchers.h"
#include "conformance/suites/room.h"

namespace workbook::conformance::suites {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The contract's limits.
constexpr size_t kMaxRoomBytes = 64;
constexpr size_t kMaxNameBytes = 256;
constexpr size_t kMaxIdBytes = 64;
constexpr size_t kMaxTextBytes = 16 * 1024;

const char kNoUtf8[] = "\xC3\x28";

std::string Long(size_t bytes) { return std::string(bytes, 'x'); }

const auto IsRefused = [] { return StatusIs(absl::StatusCode::kInvalidArgument); };

// The status of a refused Join; OK when the server accepts it.
grpc::Status StatusOf(RoomReader& reader) {
  return reader.Next().has_value() ? grpc::Status::OK : reader.Finish();
}

// The gRPC library may refuse what does not parse, with its own code, before it calls a handler.
const auto IsRefusedByHandlerOrLibrary = [] {
  return AnyOf(StatusIs(absl::StatusCode::kInvalidArgument), StatusIs(absl::StatusCode::kInternal),
               StatusIs(absl::StatusCode::kUnimplemented));
};

// ---- Send ----

BEHAVIOUR(ChatV1Contract, RefusesASendToARoomWithoutAValidName, kExpected,
          "A Send to a room of 0 or 65 bytes is INVALID_ARGUMENT", kTheLimits) {
  EXPECT_THAT(Send(SendRequest{.room = ""}).status, IsRefused());
  EXPECT_THAT(Send(SendRequest{.room = Long(kMaxRoomBytes + 1)}).status, IsRefused());
}

BEHAVIOUR(ChatV1Contract, RefusesASenderWithoutAValidName, kExpected,
          "A Send by a sender of 0 or 257 bytes is INVALID_ARGUMENT", kTheLimits) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "the name comes from the token";
  EXPECT_THAT(Send(SendRequest{.room = SharedRoom(), .sender = ""}).status, IsRefused());
  EXPECT_THAT(Send(SendRequest{.room = SharedRoom(), .sender = Long(kMaxNameBytes + 1)}).status,
              IsRefused());
}

BEHAVIOUR(ChatV1Contract, RefusesATextThatIsTooLong, kExpected,
          "A text of more than 16 KiB is INVALID_ARGUMENT", kTheLimits) {
  EXPECT_THAT(Send(SendRequest{.room = SharedRoom(), .text = Long(kMaxTextBytes + 1)}).status,
              IsRefused());
}

BEHAVIOUR(ChatV1Contract, RefusesAMessageIdThatIsTooLong, kExpected,
          "A message_id of 65 bytes is INVALID_ARGUMENT", kTheLimits) {
  EXPECT_THAT(Send(SendRequest{.room = SharedRoom(), .message_id = Long(kMaxIdBytes + 1)}).status,
              IsRefused());
}

BEHAVIOUR(ChatV1Contract, TellsNobodyWhatItRefused, kExpected,
          "No reader receives a refused message", kTheLimits) {
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader) return;
  const SendRequest too_long{.room = SharedRoom(), .text = Long(kMaxTextBytes + 1)};
  if (Send(too_long).status.ok()) return;  // that is another failure
  if (!Send(SharedRoom(), {"last"})) return;
  EXPECT_THAT(ReadUntil(*reader).Texts(), ElementsAre("last"));
}

BEHAVIOUR(ChatV1Contract, TakesWhatIsJustWithinTheLimits, kExpected,
          "Names, texts and ids of the greatest length are accepted", kTheLimits) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "the name comes from the token";
  std::string room = NewRoom();
  room.resize(kMaxRoomBytes, 'x');
  const SendRequest longest{.room = room,
                            .sender = Long(kMaxNameBytes),
                            .text = Long(kMaxTextBytes),
                            .message_id = Long(kMaxIdBytes)};
  const auto reader = Enter({.room = room, .participant = Long(kMaxNameBytes)});
  if (!reader) return;
  ASSERT_THAT(Send(longest).status, IsOk());
  const ReceivedEvents received = ReadUntil(*reader, longest.text);
  ASSERT_THAT(received.end, IsEmpty());
  EXPECT_THAT(received.events.back().message().sender(), longest.sender);
}

BEHAVIOUR(ChatV1Contract, TakesAnEmptyText, kExpected, "An empty text is a message", kTheLimits) {
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader || !Send(SharedRoom(), {"", "last"})) return;
  EXPECT_THAT(ReadUntil(*reader).Texts(), ElementsAre("", "last"));
}

// ---- Join and GetHistory ----

BEHAVIOUR(ChatV1Contract, RefusesReadersOfARoomWithoutAValidName, kExpected,
          "A Join of a room of 0 or 65 bytes is INVALID_ARGUMENT", kTheLimits) {
  EXPECT_THAT(StatusOf(*client_.Join({.room = ""})), IsRefused());
  EXPECT_THAT(StatusOf(*client_.Join({.room = Long(kMaxRoomBytes + 1)})), IsRefused());
}

BEHAVIOUR(ChatV1Contract, RefusesAReaderWhoseNameIsTooLong, kExpected,
          "A Join by a participant of 257 bytes is INVALID_ARGUMENT", kTheLimits) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "the name comes from the token";
  EXPECT_THAT(
      StatusOf(*client_.Join({.room = SharedRoom(), .participant = Long(kMaxNameBytes + 1)})),
      IsRefused());
}

BEHAVIOUR(ChatV1Contract, HasNoHistoryOfARoomWithoutAValidName, kExpected,
          "GetHistory of a room of 0 or 65 bytes is INVALID_ARGUMENT", kTheLimits) {
  for (const std::string& room : {std::string(), Long(kMaxRoomBytes + 1)}) {
    chat::v1::GetHistoryRequest request;
    request.set_room(room);
    chat::v1::GetHistoryResponse response;
    EXPECT_THAT(client_.GetHistory(request, response), IsRefused());
  }
}

// ---- Invalid UTF-8, and unusual text ----

BEHAVIOUR(ChatV1Contract, RefusesWhatIsNoUtf8, kExpected, "A Send of invalid UTF-8 is refused",
          kTheTutorials) {
  const std::string room = SharedRoom();
  if (!Send(room, {"valid"})) return;  // else the error could come from a missing method
  for (const SendRequest& request :
       {SendRequest{.room = kNoUtf8}, SendRequest{.room = room, .sender = kNoUtf8},
        SendRequest{.room = room, .text = kNoUtf8},
        SendRequest{.room = room, .message_id = kNoUtf8}}) {
    EXPECT_THAT(Send(request).status, IsRefusedByHandlerOrLibrary());
  }
}

BEHAVIOUR(ChatV1Contract, PassesOnEveryTextByteForByte, kExpected,
          "Text is delivered byte for byte, with control characters", kTheTutorials) {
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader) return;
  const std::vector<std::string> texts = {
      "e\xCC\x81\xCC\xA7",                             // combining marks
      "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",              // right to left
      "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80",  // emoji, joined
      std::string("a\0b", 3),
      " line\r\nline\x1B[31m ",
      "last",
  };
  if (!Send(SharedRoom(), texts)) return;
  EXPECT_THAT(ReadUntil(*reader).Texts(), texts);
}

}  // namespace
}  // namespace workbook::conformance::suites
