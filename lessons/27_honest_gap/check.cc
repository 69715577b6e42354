// Lesson 27 holds when the chat keeps a bounded number of messages and nobody misses one
// unknowingly.
#include "lessons/check/check.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lesson.h"
#include "lessons/check/chat.h"
#include "lessons/check/served.h"

namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using workbook::check::ChatReader;
using workbook::check::kListening;
using workbook::check::OpenChat;
using workbook::check::Say;
using workbook::check::Served;
using workbook::check::Texts;
using workbook::testing::HasCode;
using workbook::testing::IsOk;
using workbook::testing::StatusIs;

constexpr size_t kKept = 10;
// What a sleeper sleeps through; no multiple of kKept, at which a log may be full by chance.
constexpr size_t kTooMany = 5 * kKept + 3;

std::vector<std::string> Numbers(size_t count) {
  std::vector<std::string> numbers;
  for (size_t i = 0; i < count; ++i) numbers.push_back(absl::StrCat("message ", i));
  return numbers;
}

// A reader who joins, takes nothing until `count` messages are said, and then all that it gets.
struct Sleeper {
  size_t heard = 0;
  grpc::Status end;
};

Sleeper SleepThrough(size_t count) {
  const Served served(lesson::MakeChat(kKept));
  const auto door = OpenChat(served.channel());
  const auto reader = door->Open(kListening);
  reader->WaitForMetadata();
  if (grpc::Status said = Say(*door, Numbers(count)); !said.ok()) return {0, said};
  const size_t heard = Texts(*reader, count).size();
  // With all of them heard the stream would go on.
  return {heard, heard < count ? reader->Finish() : grpc::Status::OK};
}

HOLDS(ServesWhoKeepsUp, "A reader who keeps up hears far more than is kept", "push_back") {
  const Served served(lesson::MakeChat(kKept));
  const auto door = OpenChat(served.channel());
  const auto reader = door->Open(kListening);
  reader->WaitForMetadata();
  for (const std::string& text : Numbers(5 * kKept)) {
    ASSERT_THAT(Say(*door, {text}), IsOk());
    ASSERT_THAT(Texts(*reader, 1), ElementsAre(text));
  }
}

HOLDS(WaitsForWhoIsClose, "One who is behind by less than is kept hears all", "push_back") {
  const Served served(lesson::MakeChat(kKept));
  const auto door = OpenChat(served.channel());
  const auto reader = door->Open(kListening);
  reader->WaitForMetadata();
  ASSERT_THAT(Say(*door, Numbers(kKept)), IsOk());
  EXPECT_THAT(Texts(*reader, kKept), ElementsAreArray(Numbers(kKept)));
}

HOLDS(EndsWithAStatus, "A reader who fell further behind gets RESOURCE_EXHAUSTED", "next < end()") {
  EXPECT_THAT(SleepThrough(kTooMany).end, HasCode(absl::StatusCode::kResourceExhausted));
}

HOLDS(SaysHowMany, "The message says how many were missed", "next < end()") {
  const Sleeper sleeper = SleepThrough(kTooMany);
  ASSERT_THAT(sleeper.end, HasCode(absl::StatusCode::kResourceExhausted));
  const std::string missed = absl::StrCat("missed ", kTooMany - kKept - sleeper.heard, " messages");
  EXPECT_THAT(sleeper.end, StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr(missed)));
}

}  // namespace
