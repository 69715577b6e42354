// Lesson 28 holds when those who stay hear of those who left, though nobody says anything.
#include "lessons/check/check.h"

#include <chrono>
#include <memory>

#include "lesson.h"
#include "lessons/check/chat.h"
#include "lessons/check/served.h"

namespace {

using ::testing::ElementsAre;
using workbook::check::kListening;
using workbook::check::Say;
using workbook::check::Texts;
using workbook::testing::IsOk;

// A chat with one reader who stays, and hears that it is alone.
class Hall {
 public:
  Hall() : Hall(lesson::MakeChat()) {}
  ~Hall() { close_(); }
  Hall(const Hall&) = delete;
  Hall& operator=(const Hall&) = delete;

  workbook::check::ChatDoor& door() { return *door_; }
  workbook::check::ChatReader& stays() { return *stays_; }

 private:
  explicit Hall(lesson::Chat chat) : served_(std::move(chat.service)), close_(chat.close) {}

  const workbook::check::Served served_;
  const std::function<void()> close_;
  const std::unique_ptr<workbook::check::ChatDoor> door_ =
      workbook::check::OpenChat(served_.channel());
  const std::unique_ptr<workbook::check::ChatReader> stays_ = door_->Open(kListening);
};

HOLDS(NoticesACancel, "One who cancels is gone, though nobody says anything; the talk goes on",
      "OnCancel()") {
  Hall hall;
  ASSERT_THAT(Texts(hall.stays(), 1), ElementsAre("1 here"));
  const auto guest = hall.door().Open(kListening);
  ASSERT_THAT(Texts(*guest, 1), ElementsAre("2 here"));
  guest->Cancel();
  ASSERT_THAT(Texts(hall.stays(), 2), ElementsAre("2 here", "1 here"));
  ASSERT_THAT(Say(hall.door(), {"tea?"}), IsOk());
  EXPECT_THAT(Texts(hall.stays(), 1), ElementsAre("tea?"));
}

HOLDS(NoticesADeadline, "So is one whose deadline has passed", "OnCancel()") {
  Hall hall;
  ASSERT_THAT(Texts(hall.stays(), 1), ElementsAre("1 here"));
  const auto guest = hall.door().Open(std::chrono::seconds(1));
  EXPECT_THAT(Texts(hall.stays(), 2), ElementsAre("2 here", "1 here"));
}

}  // namespace
