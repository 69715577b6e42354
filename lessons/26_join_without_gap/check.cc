// Lesson 26 holds when a reader hears what is said as soon as it has its metadata.
#include "lessons/check/check.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "lesson.h"
#include "lessons/check/chat.h"
#include "lessons/check/served.h"

namespace {

using ::testing::ElementsAre;
using workbook::check::kListening;
using workbook::check::OpenChat;
using workbook::check::Say;
using workbook::check::Served;
using workbook::check::Texts;
using workbook::testing::IsOk;

// Lets a reader wait until somebody has spoken, as if that came just while it joins; where nobody
// does, as they wait for the reader, it gives in.
class SlowDoorkeeper {
 public:
  void LetIn() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(1500), [this] { return somebody_spoke_; });
  }
  void SomebodySpoke() {
    const std::lock_guard lock(mutex_);
    somebody_spoke_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool somebody_spoke_ = false;
};

HOLDS(SaysThatItListens, "A reader has its metadata before anything is said", "recv(") {
  const Served served(lesson::MakeChat([] {}));
  const auto door = OpenChat(served.channel());
  const auto reader = door->Open(kListening);
  reader->WaitForMetadata();
  ASSERT_THAT(Say(*door, {"tea?"}), IsOk());
  EXPECT_THAT(Texts(*reader, 1), ElementsAre("tea?"));
}

HOLDS(HearsWhatFollows, "A reader that has its metadata hears what is said next", "Enter();") {
  SlowDoorkeeper doorkeeper;
  const Served served(lesson::MakeChat([&doorkeeper] { doorkeeper.LetIn(); }));
  const auto door = OpenChat(served.channel());
  const auto reader = door->Open(kListening);
  reader->WaitForMetadata();
  ASSERT_THAT(Say(*door, {"tea?"}), IsOk());
  doorkeeper.SomebodySpoke();
  ASSERT_THAT(Say(*door, {"yes"}), IsOk());
  EXPECT_THAT(Texts(*reader, 2), ElementsAre("tea?", "yes"));
}

HOLDS(HearsNothingOld, "It does not hear what was said before it came", "Enter();") {
  const Served served(lesson::MakeChat([] {}));
  const auto door = OpenChat(served.channel());
  ASSERT_THAT(Say(*door, {"before"}), IsOk());
  const auto reader = door->Open(kListening);
  reader->WaitForMetadata();
  ASSERT_THAT(Say(*door, {"tea?"}), IsOk());
  EXPECT_THAT(Texts(*reader, 1), ElementsAre("tea?"));
}

}  // namespace
