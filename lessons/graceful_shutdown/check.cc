// Passes when readers receive everything and the reason, and no slow reader blocks the
// stop.
#include "lessons/check/check.h"

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "lessons/check/chat.h"
#include "lessons/check/test_server.h"
#include "lessons/graceful_shutdown/lesson.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Not;
using workbook::conformance::IsOk;
using workbook::conformance::StatusIs;
using workbook::lessons::check::kReadTimeout;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::Send;
using workbook::lessons::check::Texts;

// More than fits between a server and a reader that reads nothing.
std::vector<std::string> Megabyte() {
  return std::vector<std::string>(64, std::string(16 * 1024, 'x'));
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

  workbook::lessons::check::ChatClient& client() { return *client_; }
  std::unique_ptr<workbook::lessons::check::ChatReader> Join() {
    auto reader = client_->Open(kReadTimeout);
    reader->WaitForMetadata();
    return reader;
  }
  void Stop(milliseconds grace_period) { lesson::Stop(server_.server(), chat_, grace_period); }

 private:
  explicit LoopbackChat(std::unique_ptr<lesson::Chat> chat)
      : chat_(*chat),
        server_(std::move(chat), workbook::lessons::check::TestServer::Over::kLoopback) {}

  lesson::Chat& chat_;
  workbook::lessons::check::TestServer server_;
  const std::unique_ptr<workbook::lessons::check::ChatClient> client_ =
      workbook::lessons::check::OpenChat(Connect(server_.target()));
};

// A chat that stops while its only reader is behind.
class StopWhileBehind {
 public:
  StopWhileBehind() {
    sent_ = Send(chat_.client(), Megabyte());
    stopped_ = std::async(std::launch::async, [this] { chat_.Stop(seconds(20)); });
    // Far longer than it takes to cancel a stream. It is over by then only if it does not wait.
    static_cast<void>(stopped_.wait_for(seconds(1)));
  }

  // A stop that still waits for the reader does not have to wait for its deadline.
  ~StopWhileBehind() { reader_->Cancel(); }

  const grpc::Status& sent() const { return sent_; }
  workbook::lessons::check::ChatReader& reader() { return *reader_; }

 private:
  LoopbackChat chat_;
  const std::unique_ptr<workbook::lessons::check::ChatReader> reader_ = chat_.Join();
  grpc::Status sent_;
  std::future<void> stopped_;
};

BEHAVIOUR(Lesson, ReportsWhyItEnds, "The status of a reader's stream says that the chat shuts down",
          "void Stop(") {
  StopWhileBehind stop;
  ASSERT_THAT(stop.sent(), IsOk());
  EXPECT_THAT(stop.reader().Finish(),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("the chat is shutting down")));
}

BEHAVIOUR(Lesson, WaitsForASlowReader,
          "A reader that is behind gets the time to receive everything", "void Stop(") {
  StopWhileBehind stop;
  ASSERT_THAT(stop.sent(), IsOk());
  EXPECT_THAT(Texts(stop.reader(), 64).size(), Eq(64U));
}

BEHAVIOUR(Lesson, StopsAfterTheGracePeriod,
          "A reader that reads nothing does not block the stop for ever", "void Stop(") {
  LoopbackChat chat;
  const auto reader = chat.Join();
  ASSERT_THAT(Send(chat.client(), Megabyte()), IsOk());
  chat.Stop(milliseconds(300));
  // A stop that waits ends when the reader's own deadline ends its stream.
  EXPECT_THAT(reader->Finish(), Not(StatusIs(absl::StatusCode::kDeadlineExceeded)));
}

BEHAVIOUR(Lesson, ServesNoMore, "Afterwards a call is UNAVAILABLE, and no server answers it",
          "void Stop(") {
  LoopbackChat chat;
  chat.Stop(seconds(20));
  EXPECT_THAT(Send(chat.client(), {"hello?"}),
              StatusIs(absl::StatusCode::kUnavailable, Not(HasSubstr("the chat"))));
}

}  // namespace
