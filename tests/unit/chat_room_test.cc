#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chat/room.h"

namespace workbook::chat {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kStart = absl::UnixEpoch();

std::vector<v1::Event> Events(absl::string_view records) {
  v1::JoinResponse response;
  EXPECT_TRUE(response.ParseFromArray(records.data(), static_cast<int>(records.size())));
  return {response.events().begin(), response.events().end()};
}

// An event in a word or two.
std::string Word(const v1::Event& event) {
  switch (event.kind_case()) {
    case v1::Event::kMessage:
      return event.message().sender() + ":" + event.message().text();
    case v1::Event::kJoined:
      return "+" + event.joined().name();
    case v1::Event::kLeft:
      return "-" + event.left().name();
    case v1::Event::kGap:
      return absl::StrCat("gap ", event.gap().first_sequence(), "..", event.gap().last_sequence());
    default:
      return "?";
  }
}

// One reader, who is an audience of its own and reads when told to.
class Reader final : public Audience {
 public:
  Reader(Room& room, const std::string& name, const Start& start = kFromNow) : room_(room) {
    const absl::StatusOr<Room::Place> place = room.Join(name, start, kStart);
    EXPECT_TRUE(place.ok()) << place.status();
    next_ = place->next;
    for (const v1::Event& event : Events(place->greeting)) {
      if (event.has_welcome()) {
        welcome_ = event.welcome();
      } else {
        words_.push_back(Word(event));
      }
    }
  }
  ~Reader() override { static_cast<void>(room_.Forget(*this)); }

  void OnNews() override { ++news; }

  void ReadAll() {
    while (true) {
      absl::StatusOr<Room::Reading> reading = room_.Read(next_);
      if (!reading.ok()) {
        end_ = reading.status();
        return;
      }
      if (reading->gap.has_value()) {
        v1::Event gap;
        *gap.mutable_gap() = *reading->gap;
        words_.push_back(Word(gap));
      }
      if (reading->run.bytes.empty()) return;
      for (const v1::Event& event : Events(reading->run.bytes)) {
        words_.push_back(Word(event));
        last_ = event.sequence();
      }
      next_ = reading->next;
    }
  }

  // All that was heard so far.
  const std::vector<std::string>& Words() {
    ReadAll();
    return words_;
  }
  const v1::Welcome& welcome() const { return welcome_; }
  const absl::Status& end() const { return end_; }
  After position() const { return {welcome_.epoch(), last_}; }

  std::atomic<int> news = 0;

 private:
  Room& room_;
  uint64_t next_ = 0;
  uint64_t last_ = 0;
  v1::Welcome welcome_;
  std::vector<std::string> words_;
  absl::Status end_;
};

void Say(Room& room, const std::string& sender, const std::string& text) {
  ASSERT_TRUE(room.Say({.sender = sender, .text = text}, kStart).ok());
}

TEST(RoomTest, TellsEveryReaderTheSameInOneOrder) {
  Room room({}, kStart);
  Reader ann(room, "");
  Reader bob(room, "");
  EXPECT_EQ(room.Say({.sender = "ann", .text = "1"}, kStart)->sequence, 1);
  EXPECT_EQ(room.Say({.sender = "bob", .text = "2"}, kStart)->sequence, 2);
  EXPECT_THAT(ann.Words(), ElementsAre("ann:1", "bob:2"));
  EXPECT_EQ(bob.Words(), ann.Words());
}

TEST(RoomTest, StampsEventsWithItsClock) {
  Room room({}, kStart);
  const absl::Time now = absl::FromUnixMillis(1'700'000'000'123);
  ASSERT_TRUE(room.Say({.sender = "ann", .text = "1"}, now).ok());
  const std::vector<v1::Event> batch = Events(room.Read(1)->run.bytes);
  EXPECT_EQ(batch.at(0).time().seconds(), 1'700'000'000);
  EXPECT_EQ(batch.at(0).time().nanos(), 123'000'000);
}

TEST(RoomTest, BeginsWithAsMuchHistoryAsIsAskedFor) {
  Room room({.max_messages = 3}, kStart);
  for (const char* text : {"1", "2", "3", "4"}) Say(room, "ann", text);
  Reader now(room, "", kFromNow);
  Reader last(room, "", LastMessages{1});
  Reader all(room, "", kFromTheBeginning);
  Say(room, "ann", "5");
  EXPECT_THAT(now.Words(), ElementsAre("ann:5"));
  EXPECT_THAT(last.Words(), ElementsAre("ann:4", "ann:5"));
  EXPECT_THAT(all.Words(), ElementsAre("gap 2..2", "ann:3", "ann:4", "ann:5"));
}

// ---- Presence ----

TEST(RoomTest, TellsWhoComesAndWhoGoes) {
  Room room({}, kStart);
  Reader ann(room, "ann");
  Reader bob(room, "bob");
  room.Leave("bob", kStart);
  EXPECT_THAT(ann.Words(), ElementsAre("+bob", "-bob"));
}

TEST(RoomTest, WelcomesWithAllWhoAreHere) {
  Room room({}, kStart);
  Reader unseen(room, "");
  Reader bob(room, "bob");
  Reader ann(room, "ann");
  EXPECT_EQ(ann.welcome().epoch(), room.epoch());
  EXPECT_EQ(ann.welcome().sequence(), 2);
  EXPECT_EQ(ann.welcome().reader_count(), 3);
  EXPECT_EQ(ann.welcome().participant_count(), 2);
  ASSERT_EQ(ann.welcome().participants_size(), 2);
  EXPECT_EQ(ann.welcome().participants(0).name(), "ann");
  EXPECT_EQ(ann.welcome().participants(1).name(), "bob");
}

TEST(RoomTest, SeesANameThatIsHereTwiceOnce) {
  Room room({}, kStart);
  Reader ann(room, "ann");
  Reader bob(room, "bob");
  Reader bobs_phone(room, "bob");
  room.Leave("bob", kStart);
  EXPECT_THAT(ann.Words(), ElementsAre("+bob"));
  room.Leave("bob", kStart);
  EXPECT_THAT(ann.Words(), ElementsAre("+bob", "-bob"));
  EXPECT_EQ(room.readers(), 1);
}

TEST(RoomTest, ListsAThousandNamesAndCountsThemAll) {
  Room room({}, kStart);
  for (int i = 0; i < 1'001; ++i) ASSERT_TRUE(room.Join(absl::StrCat(i), kFromNow, kStart).ok());
  Reader last(room, "");
  EXPECT_EQ(last.welcome().participant_count(), 1'001);
  EXPECT_EQ(last.welcome().participants_size(), 1'000);
}

// Each reader that takes nothing holds its Welcome in the server's memory.
TEST(RoomTest, ListsNamesUpToAFewBytes) {
  Room room({}, kStart);
  for (int i = 100; i < 400; ++i) {
    const std::string name = absl::StrCat(i, std::string(kMaxNameBytes - 3, 'x'));
    ASSERT_TRUE(room.Join(name, kFromNow, kStart).ok());
  }
  Reader last(room, "");
  EXPECT_EQ(last.welcome().participant_count(), 300);
  EXPECT_EQ(last.welcome().participants_size(), Roster::kMaxListedBytes / kMaxNameBytes);
}

// ---- Coming back ----

TEST(RoomTest, ResumesWhereTheReaderStopped) {
  Room room({}, kStart);
  Reader before(room, "");
  Say(room, "ann", "1");
  before.ReadAll();
  Say(room, "ann", "2");
  Reader after(room, "", before.position());
  Say(room, "ann", "3");
  EXPECT_THAT(after.Words(), ElementsAre("ann:2", "ann:3"));
}

TEST(RoomTest, TellsAGapWhenWhatWasMissedIsNoLongerKept) {
  Room room({.max_messages = 2}, kStart);
  Reader before(room, "");
  Say(room, "ann", "1");
  before.ReadAll();
  for (int i = 2; i <= 6; ++i) Say(room, "ann", absl::StrCat(i));
  Reader after(room, "", before.position());
  EXPECT_THAT(after.Words(), ElementsAre("gap 2..4", "ann:5", "ann:6"));
}

TEST(RoomTest, TellsAGapWhenTheRoomHasBegunAnew) {
  Room room({}, kStart);
  Say(room, "ann", "1");
  Reader after(room, "", After{"another epoch", 17});
  Say(room, "ann", "2");
  EXPECT_THAT(after.Words(), ElementsAre("gap 0..0", "ann:1", "ann:2"));
}

TEST(RoomTest, RefusesAPositionInTheFuture) {
  Room room({}, kStart);
  Say(room, "ann", "1");
  EXPECT_TRUE(room.Join("", After{room.epoch(), 1}, kStart).ok());
  EXPECT_EQ(room.Join("", After{room.epoch(), 2}, kStart).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(RoomTest, TellsOneWhoFellBehindItsGapAndGoesOn) {
  Room room({.max_messages = 3}, kStart);
  Reader slow(room, "");
  for (int i = 1; i <= 10; ++i) Say(room, "ann", absl::StrCat(i));
  EXPECT_THAT(slow.Words(), ElementsAre("gap 1..7", "ann:8", "ann:9", "ann:10"));
}

// ---- Saying it twice ----

TEST(RoomTest, SaysWhatIsSentAgainOnce) {
  Room room({}, kStart);
  Reader reader(room, "");
  const Saying saying{.sender = "ann", .text = "hello", .message_id = "1"};
  EXPECT_FALSE(room.Say(saying, kStart)->duplicate);
  const absl::StatusOr<Said> again = room.Say(saying, kStart + absl::Minutes(1));
  EXPECT_TRUE(again->duplicate);
  EXPECT_EQ(again->sequence, 1);
  EXPECT_THAT(reader.Words(), ElementsAre("ann:hello"));
  EXPECT_EQ(room.Say(saying, kStart + absl::Minutes(3))->sequence, 2);
}

// ---- History ----

TEST(RoomTest, HandsOutHistoryInPages) {
  Room room({}, kStart);
  for (int i = 1; i <= 3; ++i) Say(room, "ann", absl::StrCat(i));
  Reader bob(room, "bob");
  Say(room, "ann", "4");
  const auto page = [&room](size_t messages, uint64_t before) {
    const Room::History history = room.ReadHistory(messages, before, 1'000'000);
    std::vector<std::string> words;
    for (const v1::Event& event : Events(history.records)) words.push_back(Word(event));
    if (history.more) words.push_back("more");
    return words;
  };
  EXPECT_THAT(page(2, 0), ElementsAre("ann:3", "ann:4", "more"));
  EXPECT_THAT(page(2, 3), ElementsAre("ann:1", "ann:2"));
  EXPECT_THAT(page(9, 1), IsEmpty());
  EXPECT_THAT(page(9, 99), ElementsAre("ann:1", "ann:2", "ann:3", "ann:4"));
}

TEST(RoomTest, BoundsAPageOfHistoryByItsBytes) {
  Room room({}, kStart);
  for (int i = 1; i <= 10; ++i) Say(room, "ann", std::string(1'000, 'x'));
  const Room::History history = room.ReadHistory(10, 0, 3'500);
  EXPECT_EQ(Events(history.records).size(), 3);
  EXPECT_TRUE(history.more);
}

// ---- Waking ----

TEST(RoomTest, WakesAnAudienceOnceUntilItWaitsAgain) {
  Room room({}, kStart);
  Reader reader(room, "");
  room.Await(reader);
  EXPECT_EQ(reader.news, 0);
  Say(room, "ann", "1");
  Say(room, "ann", "2");
  EXPECT_EQ(reader.news, 1);
  room.Await(reader);
  Say(room, "ann", "3");
  EXPECT_EQ(reader.news, 2);
}

TEST(RoomTest, ForgetsAnAudienceUnlessItHasBeenWoken) {
  Room room({}, kStart);
  Reader first(room, "");
  Reader second(room, "");
  Reader third(room, "");
  for (Reader* each : {&first, &second, &third}) room.Await(*each);
  EXPECT_TRUE(room.Forget(first));
  EXPECT_FALSE(room.Forget(first));
  Say(room, "ann", "hello");
  EXPECT_EQ(first.news, 0);
  EXPECT_EQ(second.news, 1);
  EXPECT_EQ(third.news, 1);
  EXPECT_FALSE(room.Forget(second));
}

TEST(RoomTest, CloseWakesEveryoneForGood) {
  Room room({}, kStart);
  Reader reader(room, "");
  room.Await(reader);
  Say(room, "ann", "last words");
  room.Await(reader);
  room.Close();
  EXPECT_EQ(reader.news, 2);
  EXPECT_THAT(reader.Words(), ElementsAre("ann:last words"));
  EXPECT_EQ(reader.end().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(room.Say({.sender = "ann", .text = "anyone?"}, kStart).status().code(),
            absl::StatusCode::kUnavailable);
  room.Await(reader);
  EXPECT_EQ(reader.news, 2);
}

// Otherwise each one's leaving would be news for all the others, who are about to leave: a closed
// room would empty one reader at a time.
TEST(RoomTest, HasNoNewsOnceItIsClosed) {
  Room room({}, kStart);
  Reader ann(room, "ann");
  Reader bob(room, "bob");
  ann.ReadAll();
  room.Close();
  room.Leave("bob", kStart);
  EXPECT_THAT(ann.Words(), ElementsAre("+bob"));
  EXPECT_EQ(ann.end().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(room.readers(), 1);
}

TEST(RoomTest, IsQuietWhenNobodyReadsAndNobodySpeaks) {
  Room room({}, kStart);
  const absl::Time later = kStart + absl::Minutes(1);
  EXPECT_TRUE(room.QuietSince(kStart));
  { Reader reader(room, "ann"); }
  EXPECT_FALSE(room.QuietSince(later));
  room.Leave("ann", later);
  EXPECT_FALSE(room.QuietSince(kStart));
  EXPECT_TRUE(room.QuietSince(later));
}

// ---- All at once: under ThreadSanitizer this is the proof that a reader needs no lock ----

// A thread that sleeps until it is woken and then reads all there is, as a ReaderLoop does.
class Listener final : public Audience {
 public:
  Listener(Room& room, size_t expected)
      : room_(room), next_(room.Join("", kFromNow, kStart)->next), expected_(expected) {
    room_.Await(*this);
    thread_ = std::thread([this] { Run(); });
  }
  ~Listener() override { static_cast<void>(room_.Forget(*this)); }

  void OnNews() override {
    woken_.store(true);
    woken_.notify_one();
  }

  const std::vector<std::string>& Join() {
    thread_.join();
    return words_;
  }

 private:
  void Run() {
    while (words_.size() < expected_) {
      woken_.wait(false);
      woken_.store(false);
      room_.Await(*this);
      while (true) {
        const absl::StatusOr<Room::Reading> reading = room_.Read(next_);
        ASSERT_TRUE(reading.ok());
        ASSERT_FALSE(reading->gap.has_value());
        if (reading->run.bytes.empty()) break;
        next_ = reading->next;
        for (const v1::Event& event : Events(reading->run.bytes)) {
          if (event.has_message()) words_.push_back(Word(event));
        }
      }
    }
  }

  Room& room_;
  uint64_t next_;
  const size_t expected_;
  std::vector<std::string> words_;
  std::atomic<bool> woken_ = false;
  std::thread thread_;
};

// 10^5 operations: 60,000 are said, and 8,000 times somebody comes, waits, speaks, reads and goes.
TEST(RoomTest, KeepsOneOrderForSpeakersReadersAndGuestsAtOnce) {
  constexpr int kSpeakers = 4;
  constexpr int kMessages = 15'000;
  constexpr int kGuests = 2;
  constexpr int kVisits = 4'000;
  constexpr int kAll = kSpeakers * kMessages + kGuests * kVisits;
  Room room({.max_messages = 100'000}, kStart);
  Listener first(room, kAll);
  Listener second(room, kAll);
  std::vector<std::thread> threads;
  for (int s = 0; s < kSpeakers; ++s) {
    threads.emplace_back([&room, s] {
      for (int i = 0; i < kMessages; ++i) Say(room, absl::StrCat(s), absl::StrCat(i));
    });
  }
  for (int t = 0; t < kGuests; ++t) {
    threads.emplace_back([&room, t] {
      const std::string name = absl::StrCat("guest ", t);
      for (int i = 0; i < kVisits; ++i) {
        Reader guest(room, name, LastMessages{3});
        room.Await(guest);
        Say(room, name, "hello");
        guest.ReadAll();
        // Woken or not: one of the two must be sure before the guest may go.
        if (!room.Forget(guest)) {
          while (guest.news == 0) std::this_thread::yield();
        }
        room.Leave(name, kStart);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<std::string>& heard = first.Join();
  EXPECT_EQ(heard, second.Join());
  EXPECT_EQ(heard.size(), kAll);
  EXPECT_EQ(room.readers(), 2);
}

}  // namespace
}  // namespace workbook::chat
