// Names, texts and ids that are too long, empty, or no text: refused by each method, and nobody
// else notices.
#include <gmock/gmock.h>

#include "contract/chat_v1_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::ElementsAre;

constexpr size_t kMaxRoomBytes = 64;
constexpr size_t kMaxNameBytes = 256;
constexpr size_t kMaxIdBytes = 64;
constexpr size_t kMaxTextBytes = 16 * 1024;

const char kNoUtf8[] = "\xC3\x28";

std::string Long(size_t bytes) { return std::string(bytes, 'x'); }

const auto IsRefused = [] { return HasCode(absl::StatusCode::kInvalidArgument); };

TEST_P(ChatV1Contract, RefusesToSayWhatNobodyShouldGet) {
  Serve();
  const auto reader = door_->Enter({});
  for (const Words& words :
       {Words{.room = ""}, Words{.room = Long(kMaxRoomBytes + 1)}, Words{.room = kNoUtf8},
        Words{.sender = ""}, Words{.sender = Long(kMaxNameBytes + 1)}, Words{.sender = kNoUtf8},
        Words{.text = Long(kMaxTextBytes + 1)}, Words{.text = kNoUtf8},
        Words{.message_id = Long(kMaxIdBytes + 1)}, Words{.message_id = kNoUtf8}}) {
    EXPECT_THAT(door_->Say(words).status, IsRefused());
  }
  ASSERT_THAT(door_->Say({.text = "next"}).status, IsOk());
  EXPECT_THAT(reader->NextWords(1), ElementsAre("1 ann: next"));
}

TEST_P(ChatV1Contract, SaysWhatIsJustWithinTheLimits) {
  Serve();
  const std::string room = Long(kMaxRoomBytes);
  const auto reader = door_->Enter({.room = room});
  const Words longest{.room = room,
                      .sender = Long(kMaxNameBytes),
                      .text = Long(kMaxTextBytes),
                      .message_id = Long(kMaxIdBytes)};
  ASSERT_THAT(door_->Say(longest).status, IsOk());
  ASSERT_THAT(door_->Say({.room = room, .text = ""}).status, IsOk());
  EXPECT_THAT(reader->NextWords(2),
              ElementsAre("1 " + longest.sender + ": " + longest.text, "2 ann: "));
}

TEST_P(ChatV1Contract, LetsNobodyInWithoutAValidRoomOrName) {
  Serve();
  const auto reader = door_->Enter({});
  chat::v1::Position no_text;
  no_text.set_epoch(kNoUtf8);
  for (const Entrance& entrance :
       {Entrance{.room = ""}, Entrance{.room = Long(kMaxRoomBytes + 1)}, Entrance{.room = kNoUtf8},
        Entrance{.participant = Long(kMaxNameBytes + 1)}, Entrance{.participant = kNoUtf8},
        Entrance{.after = no_text}}) {
    EXPECT_THAT(door_->Join(entrance)->Finish(), IsRefused());
  }
  const auto longest = door_->Enter({.participant = Long(kMaxNameBytes)});
  EXPECT_EQ(longest->welcome().reader_count(), 2);
  EXPECT_THAT(reader->NextWords(1), ElementsAre("1 +" + Long(kMaxNameBytes)));
}

TEST_P(ChatV1Contract, HasNoHistoryOfARoomWithoutAValidName) {
  Serve();
  for (const std::string& room : {std::string(), Long(kMaxRoomBytes + 1), std::string(kNoUtf8)}) {
    chat::v1::GetHistoryRequest request;
    request.set_room(room);
    chat::v1::GetHistoryResponse response;
    EXPECT_THAT(door_->GetHistory(request, response), IsRefused());
  }
}

// ---- What looks odd and is text ----

TEST_P(ChatV1Contract, PassesOnEveryTextByteForByte) {
  Serve();
  const auto reader = door_->Enter({});
  for (const std::string& text :
       {std::string("e\xCC\x81\xCC\xA7"), std::string("\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D"),
        std::string("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80"), std::string("a\0b", 3),
        std::string("line\nline\x1B[31m")}) {
    ASSERT_THAT(door_->Say({.text = text}).status, IsOk());
    const auto heard = reader->Next();
    ASSERT_TRUE(heard.has_value());
    EXPECT_EQ(heard->message().text(), text);
  }
}

}  // namespace
}  // namespace workbook::testing
