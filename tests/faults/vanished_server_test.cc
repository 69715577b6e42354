// A server that stops answering: a client that only reads must notice.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "base/loopback_socket.h"
#include "base/unique_fd.h"
#include "conformance/matchers.h"
#include "rpc/channel.h"
#include "tests/e2e/programs.h"
#include "tests/e2e/raw_call.h"
#include "tests/faults/http2_frames.h"

namespace workbook::tests {
namespace {

using conformance::StatusIs;

constexpr uint8_t kAck = 0x1;

// Accepts one connection, answers no calls, and stops answering after `pings` pings. The connection
// stays open: only keepalive notices. Must outlive the channel to it.
class SilentServer {
 public:
  explicit SilentServer(int pings) : pings_(pings) {
    EXPECT_EQ(listen(listener_.fd.get(), 1), 0);
    thread_ = std::thread([this] { Serve(); });
  }
  ~SilentServer() {
    shutdown(listener_.fd.get(), SHUT_RDWR);
    thread_.join();
  }

  rpc::Address address() const { return {"127.0.0.1", listener_.port}; }
  int answered() const { return answered_; }

 private:
  void Serve() {
    const base::UniqueFd connection(accept(listener_.fd.get(), nullptr, nullptr));
    Send(connection, http2::Frame(http2::kSettings, 0, 0, ""));
    std::string bytes;
    size_t preface = http2::kPreface.size();
    char buffer[4096];
    ssize_t got = 0;
    while ((got = recv(connection.get(), buffer, sizeof(buffer), 0)) > 0) {
      bytes.append(buffer, static_cast<size_t>(got));
      if (bytes.size() < preface) continue;
      bytes.erase(0, std::exchange(preface, 0));
      for (const http2::ReceivedFrame& frame : http2::TakeFrames(bytes)) Answer(connection, frame);
    }
  }

  void Answer(const base::UniqueFd& connection, const http2::ReceivedFrame& frame) {
    if (answered_ == pings_ || (frame.flags & kAck) != 0) return;
    if (frame.type == http2::kSettings) {
      Send(connection, http2::Frame(http2::kSettings, kAck, 0, ""));
    } else if (frame.type == http2::kPing) {
      Send(connection, http2::Frame(http2::kPing, kAck, 0, frame.payload));
      ++answered_;
    }
  }

  static void Send(const base::UniqueFd& connection, const std::string& bytes) {
    send(connection.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }

  const int pings_;
  std::atomic<int> answered_ = 0;
  const base::LoopbackSocket listener_ = base::BindLoopbackSocket();
  std::thread thread_;
};

// By default gRPC sends two pings and then none until it has other data to send: a client that only
// reads would wait forever for a server that vanishes after a quiet minute.
TEST(VanishedServer, IsNoticedByAClientThatOnlyReads) {
  SilentServer server(6);
  const rpc::Keepalive soon{.time = std::chrono::seconds(1), .timeout = std::chrono::seconds(4)};
  const auto channel =
      rpc::Dial(server.address(), grpc::InsecureChannelCredentials(), {.keepalive = soon});
  RawCall call(channel, "/chat_proto.Chat/recv", kHang);
  EXPECT_EQ(call.Read(), std::nullopt);
  EXPECT_THAT(call.Finish(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(server.answered(), 6);
}

}  // namespace
}  // namespace workbook::tests
