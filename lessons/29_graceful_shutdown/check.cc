// Lesson 29 holds when readers hear everything, and why it ends, and a slow one holds nobody up.
#include "lessons/check/check.h"

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "lesson.h"
#include "lessons/check/chat.h"
#include "lessons/check/served.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Lt;
using ::testing::Not;
using workbook::check::Say;
using workbook::check::Texts;
using workbook::testing::HasCode;
using workbook::testing::IsOk;
using workbook::testing::StatusIs;

// More than may be under way to a reader that takes nothing.
std::vector<std::string> Megabyte() {
  return std::vector<std::string>(64, std::string(16 * 1024, 'x'));
}

// With a window of 64 KiB for each stream, which gRPC would make larger by and by.
std::shared_ptr<grpc::Channel> Connect(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

// A chat over loopback: in process a server that stops does not wait for its streams.
class RealChat {
 public:
  RealChat() : RealChat(lesson::MakeChat()) {}

  workbook::check::ChatDoor& door() { return *door_; }
  std::unique_ptr<workbook::check::ChatReader> Join() {
    auto reader = door_->Open(seconds(5));
    reader->WaitForMetadata();
    return reader;
  }
  // How many milliseconds it took.
  int64_t Stop(milliseconds patience) {
    const auto begin = std::chrono::steady_clock::now();
    lesson::Stop(served_.server(), chat_, patience);
    return (std::chrono::steady_clock::now() - begin) / milliseconds(1);
  }

 private:
  explicit RealChat(std::unique_ptr<lesson::Chat> chat)
      : chat_(*chat), served_(std::move(chat), workbook::check::Served::Over::kLoopback) {}

  lesson::Chat& chat_;
  workbook::check::Served served_;
  const std::unique_ptr<workbook::check::ChatDoor> door_ =
      workbook::check::OpenChat(Connect(served_.target()));
};

HOLDS(SaysWhyItEnds, "A reader hears the last message, and that the chat shuts down",
      "void Stop(") {
  RealChat chat;
  const auto reader = chat.Join();
  ASSERT_THAT(Say(chat.door(), {"tea?", "too late"}), IsOk());
  chat.Stop(seconds(20));
  EXPECT_THAT(Texts(*reader, 2), ElementsAre("tea?", "too late"));
  EXPECT_THAT(reader->Finish(),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("the chat is shutting down")));
}

HOLDS(HearsItOut, "A reader who is behind is given the time to hear everything", "void Stop(") {
  RealChat chat;
  const auto reader = chat.Join();
  ASSERT_THAT(Say(chat.door(), Megabyte()), IsOk());
  std::promise<void> begun;
  const auto stopped = std::async(std::launch::async, [&] {
    begun.set_value();
    chat.Stop(seconds(20));
  });
  begun.get_future().wait();
  static_cast<void>(stopped.wait_for(milliseconds(300)));  // over by then only if it does not wait
  EXPECT_THAT(Texts(*reader, 64).size(), Eq(64U));
  EXPECT_THAT(reader->Finish(), HasCode(absl::StatusCode::kUnavailable));
}

HOLDS(LosesPatience, "A reader who takes nothing does not hold it up for ever", "void Stop(") {
  RealChat chat;
  const auto reader = chat.Join();
  ASSERT_THAT(Say(chat.door(), Megabyte()), IsOk());
  EXPECT_THAT(chat.Stop(milliseconds(300)), Lt(3000));
}

HOLDS(TakesNoMore, "Afterwards a call is UNAVAILABLE, and nobody is there who says so",
      "void Stop(") {
  RealChat chat;
  chat.Stop(seconds(20));
  EXPECT_THAT(Say(chat.door(), {"hello?"}),
              StatusIs(absl::StatusCode::kUnavailable, Not(HasSubstr("the chat"))));
}

}  // namespace
