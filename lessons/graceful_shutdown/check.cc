// Passes when readers receive everything and the reason, and no slow reader blocks the stop.
#include "lessons/check/check.h"

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lessons/check/chat.h"
#include "lessons/check/test_server.h"
#include "lessons/graceful_shutdown/lesson.h"
#include "rpc/status.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using workbook::conformance::IsOk;
using workbook::conformance::StatusIs;
using workbook::lessons::check::ChatClient;
using workbook::lessons::check::ChatReader;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::Send;
using workbook::lessons::check::TestServer;

constexpr char kCloses[] = "void Close()";
constexpr char kSends[] = "grpc::Status send(";
constexpr char kReceives[] = "grpc::Status recv(";
constexpr char kStops[] = "void Stop(";

constexpr std::chrono::hours kHour{1};

// For what happens at once, or never. Once something has not happened, the rest of this process
// waits less.
milliseconds patience{2000};

std::string StopReturned(bool in_time) {
  return in_time ? "Stop returned" : "Stop had not returned after 2000 ms";
}

template <typename T>
bool Await(const std::future<T>& future) {
  const bool ready = future.wait_for(patience) == std::future_status::ready;
  if (!ready) patience = milliseconds(300);
  return ready;
}

// More than fits between a server and a reader that reads nothing.
constexpr int kMany = 64;
std::vector<std::string> ManyMessages() {
  return std::vector<std::string>(kMany, std::string(16 * 1024, 'x'));
}

// Keeps the window of each stream at 64 KiB: gRPC would enlarge it.
std::shared_ptr<grpc::Channel> Connect(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

// A chat over loopback: in process a server that stops does not wait for its streams.
class LoopbackChat {
 public:
  LoopbackChat() : LoopbackChat(lesson::MakeChat()) {}

  ChatClient& client() { return *client_; }
  lesson::Chat& chat() { return chat_; }

  std::unique_ptr<ChatReader> Join() {
    auto reader = client_->Open(std::chrono::seconds(20));
    reader->WaitForMetadata();
    return reader;
  }

  // Begins a stop, and returns how long it takes.
  std::future<milliseconds> Stop(milliseconds grace_period) {
    return std::async(std::launch::async, [this, grace_period] {
      const auto begin = steady_clock::now();
      lesson::Stop(server_.server(), chat_, grace_period);
      return std::chrono::floor<milliseconds>(steady_clock::now() - begin);
    });
  }

 private:
  explicit LoopbackChat(std::unique_ptr<lesson::Chat> chat)
      : chat_(*chat), server_(std::move(chat), TestServer::Over::kLoopback) {}

  lesson::Chat& chat_;
  TestServer server_;
  const std::unique_ptr<ChatClient> client_ =
      workbook::lessons::check::OpenChat(Connect(server_.target()));
};

// How a stream ended. The reason may be put in other words.
std::string Say(const grpc::Status& status) {
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE &&
      absl::StrContains(status.error_message(), "shutting down")) {
    return "UNAVAILABLE: the chat is shutting down";
  }
  return ::testing::PrintToString(status);
}

// Reads the stream to its end: "2 messages, then UNAVAILABLE: the chat is shutting down".
std::string ReadAll(ChatReader& reader) {
  std::atomic<int> read = 0;
  const auto ended = std::async(std::launch::async, [&] {
    while (reader.Next()) ++read;
  });
  const bool in_time = Await(ended);
  if (!in_time) reader.Cancel();
  ended.wait();
  return absl::StrCat(read.load(), " messages, then ",
                      in_time ? Say(reader.Finish()) : "nothing: the stream did not end");
}

BEHAVIOUR(Lesson, RefusesMessages, "A closed chat takes no message: UNAVAILABLE, shutting down",
          kSends) {
  LoopbackChat chat;
  ASSERT_THAT(Send(chat.client(), {"tea?"}), IsOk());
  chat.chat().Close();
  EXPECT_THAT(Say(Send(chat.client(), {"yes"})), "UNAVAILABLE: the chat is shutting down");
}

BEHAVIOUR(Lesson, EndsStreams, "Close ends the streams of readers who wait, with that status too",
          kCloses) {
  LoopbackChat chat;
  const auto one = chat.Join();
  const auto two = chat.Join();
  ASSERT_THAT(Send(chat.client(), {"tea?"}), IsOk());
  for (const auto& reader : {one.get(), two.get()}) ASSERT_THAT(reader->NextMessages(1).size(), 1);
  chat.chat().Close();
  EXPECT_THAT(ReadAll(*one), "0 messages, then UNAVAILABLE: the chat is shutting down");
  EXPECT_THAT(ReadAll(*two), "0 messages, then UNAVAILABLE: the chat is shutting down");
}

BEHAVIOUR(Lesson, SendsWhatIsLeft, "A reader that is behind receives all messages before its end",
          kReceives) {
  LoopbackChat chat;
  const auto reader = chat.Join();
  ASSERT_THAT(Send(chat.client(), ManyMessages()), IsOk());
  chat.chat().Close();
  EXPECT_THAT(ReadAll(*reader), "64 messages, then UNAVAILABLE: the chat is shutting down");
}

BEHAVIOUR(Lesson, StopsAtOnce, "Stop, with an hour's grace, ends waiting streams at once", kStops) {
  LoopbackChat chat;
  const auto reader = chat.Join();
  const auto stopped = chat.Stop(kHour);
  EXPECT_THAT(ReadAll(*reader), "0 messages, then UNAVAILABLE: the chat is shutting down");
  EXPECT_THAT(StopReturned(Await(stopped)), "Stop returned");
}

BEHAVIOUR(Lesson, WaitsForASlowReader, "Stop lets a reader that is behind receive everything",
          kStops) {
  LoopbackChat chat;
  const auto reader = chat.Join();
  ASSERT_THAT(Send(chat.client(), ManyMessages()), IsOk());
  const auto stopped = chat.Stop(kHour);
  // A stop that does not wait for the reader is over by then.
  static_cast<void>(stopped.wait_for(milliseconds(500)));
  EXPECT_THAT(absl::StrCat(reader->NextMessages(kMany).size(), " messages"), "64 messages");
  reader->Cancel();  // else a stop without an end would wait for it
}

// How long the grace period lasts, and until when a stop with a shorter one must have returned: so
// no period that is always the same does for both.
constexpr milliseconds kLongGrace{2000};

BEHAVIOUR(Lesson, StopsAfterTheGracePeriod,
          "Stop waits 100 ms, if told so, for a reader that reads nothing", kStops) {
  LoopbackChat chat;
  const auto reader = chat.Join();
  ASSERT_THAT(Send(chat.client(), ManyMessages()), IsOk());
  const auto stopped = chat.Stop(milliseconds(100));
  const bool in_time = stopped.wait_for(kLongGrace) == std::future_status::ready;
  reader->Cancel();
  EXPECT_THAT(StopReturned(in_time), "Stop returned");
}

BEHAVIOUR(Lesson, GivesTheWholeGracePeriod, "It waits 2000 ms for that reader, if told so",
          kStops) {
  LoopbackChat chat;
  const auto reader = chat.Join();
  ASSERT_THAT(Send(chat.client(), ManyMessages()), IsOk());
  auto stopped = chat.Stop(kLongGrace);
  const bool waited = stopped.wait_for(kLongGrace) != std::future_status::ready;
  reader->Cancel();
  const milliseconds took = stopped.get();
  // A timer may be a few milliseconds early.
  EXPECT_THAT(waited || took >= kLongGrace - milliseconds(50)
                  ? "Stop waited"
                  : absl::StrCat("Stop returned after ", took.count() / 100 * 100, " ms"),
              "Stop waited");
}

BEHAVIOUR(Lesson, ServesNoMore, "When Stop has returned, no server answers a call", kStops) {
  LoopbackChat chat;
  const auto stopped = chat.Stop(kHour);
  ASSERT_THAT(StopReturned(Await(stopped)), "Stop returned");
  const grpc::Status status = Send(chat.client(), {"hello?"});
  const bool refused = status.error_code() == grpc::StatusCode::UNAVAILABLE &&
                       Say(status) != "UNAVAILABLE: the chat is shutting down";
  EXPECT_THAT(refused ? "no server answers" : absl::StrCat("a server answers: ", Say(status)),
              "no server answers");
}

}  // namespace
