// Send: the acknowledgement, saying it twice, and saying too much at once.
#include <gmock/gmock.h>

#include <ctime>

#include "absl/strings/numbers.h"
#include "contract/chat_v1_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(ChatV1Contract, AcknowledgesWithTheNumberThatReadersSee) {
  Serve();
  const auto reader = door_->Enter({.participant = "bob"});
  for (int i = 0; i < 20; ++i) {
    const Sent sent = door_->Say({});
    ASSERT_THAT(sent.status, IsOk());
    EXPECT_EQ(sent.response.epoch(), reader->welcome().epoch());
    EXPECT_FALSE(sent.response.duplicate());
    const auto heard = reader->Next();
    ASSERT_TRUE(heard.has_value());
    EXPECT_EQ(heard->sequence(), sent.response.sequence());
  }
}

TEST_P(ChatV1Contract, TakesWhatIsSaidToNobody) {
  Serve();
  EXPECT_EQ(door_->Say({}).response.sequence(), 1);
  EXPECT_EQ(door_->Enter({})->welcome().sequence(), 1);
}

// ---- Saying it twice ----

TEST_P(ChatV1Contract, SaysWhatIsSentAgainOnce) {
  Serve();
  const auto reader = door_->Enter({});
  const Sent first = door_->Say({.text = "once", .message_id = "7"});
  ASSERT_THAT(door_->Say({.text = "meanwhile"}).status, IsOk());
  for (int i = 0; i < 3; ++i) {
    const Sent again = door_->Say({.text = "once", .message_id = "7"});
    EXPECT_THAT(again.status, IsOk());
    EXPECT_TRUE(again.response.duplicate());
    EXPECT_EQ(again.response.sequence(), first.response.sequence());
    EXPECT_EQ(again.response.epoch(), first.response.epoch());
  }
  ASSERT_THAT(door_->Say({.text = "next"}).status, IsOk());
  EXPECT_THAT(reader->NextWords(3), ElementsAre("1 ann: once", "2 ann: meanwhile", "3 ann: next"));
}

TEST_P(ChatV1Contract, TellsAnothersIdAnotherRoomsIdAndNoIdApart) {
  Serve();
  const auto reader = door_->Enter({});
  for (const Words& words :
       {Words{.sender = "ann", .message_id = "7"}, Words{.sender = "bob", .message_id = "7"},
        Words{.sender = "ann", .message_id = "8"}, Words{}, Words{},
        Words{.room = "garden", .sender = "ann", .message_id = "7"}}) {
    const Sent sent = door_->Say(words);
    EXPECT_THAT(sent.status, IsOk());
    EXPECT_FALSE(sent.response.duplicate());
  }
  EXPECT_THAT(reader->NextWords(5), ElementsAre("1 ann: hello", "2 bob: hello", "3 ann: hello",
                                                "4 ann: hello", "5 ann: hello"));
}

// ---- Too fast, and too many rooms ----

TEST_P(ChatV1Contract, TellsOneWhoSpeaksTooFastWhenToTryAgain) {
  Serve({"--send-rate=1", "--send-burst=3"});
  Sent refused;
  for (int i = 0; i < 100 && refused.status.ok(); ++i) refused = door_->Say({.sender = "ann"});
  ASSERT_THAT(refused.status, HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(door_->Say({.sender = "bob"}).status, IsOk());
  EXPECT_THAT(door_->Say({.room = "garden", .sender = "ann"}).status,
              HasCode(absl::StatusCode::kResourceExhausted));

  int ms = 0;
  ASSERT_TRUE(absl::SimpleAtoi(refused.retry_pushback_ms, &ms)) << refused.retry_pushback_ms;
  EXPECT_GT(ms, 0);
  EXPECT_LE(ms, 1'000);
  // What is tested is that this is long enough.
  const timespec delay{.tv_sec = ms / 1'000, .tv_nsec = ms % 1'000 * 1'000'000L};
  nanosleep(&delay, nullptr);
  const Sent accepted = door_->Say({.sender = "ann"});
  EXPECT_THAT(accepted.status, IsOk());
  EXPECT_THAT(accepted.retry_pushback_ms, IsEmpty());
}

TEST_P(ChatV1Contract, HasNoMoreRoomsThanItsLimit) {
  Serve({"--max-rooms=2"});
  EXPECT_THAT(door_->Say({.room = "one"}).status, IsOk());
  const auto two = door_->Enter({.room = "two"});
  EXPECT_THAT(door_->Say({.room = "three"}).status, HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(door_->Join({.room = "three"})->Finish(),
              HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(door_->Say({.room = "one"}).status, IsOk());
  EXPECT_THAT(door_->Say({.room = "two"}).status, IsOk());
  EXPECT_THAT(two->NextWords(1), ElementsAre("1 ann: hello"));
}

TEST_P(ChatV1Contract, HasNoMoreReadersThanItsLimit) {
  Serve({"--max-readers=2"});
  auto one = door_->Enter({});
  const auto two = door_->Enter({.room = "garden"});
  EXPECT_THAT(door_->Join({})->Finish(), HasCode(absl::StatusCode::kResourceExhausted));
  one->Cancel();
  // A place is free when the server has learnt of it, and that nobody is told: ask again.
  const auto three = [this] {
    auto reader = door_->Join({});
    while (!reader->Next().has_value()) reader = door_->Join({});
    return reader;
  }();
  EXPECT_EQ(three->welcome().reader_count(), 1);
}

}  // namespace
}  // namespace workbook::testing
