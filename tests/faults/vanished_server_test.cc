// A server that answers pings for a while and then nothing: a client that only reads finds out.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "faults/http2_frames.h"
#include "lessons/runner/descriptor.h"
#include "pairs/programs.h"
#include "pairs/raw_call.h"
#include "rpc/channel.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

constexpr uint8_t kAck = 0x1;

// Takes one connection, whose calls it never answers, and falls silent after so many pings. The
// connection stays open: nothing but keepalive tells. Has to outlive the channel to it.
class SilentServer {
 public:
  explicit SilentServer(int pings) : pings_(pings), listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(listener_.get(), generic, size), 0);
    EXPECT_EQ(getsockname(listener_.get(), generic, &size), 0);
    EXPECT_EQ(listen(listener_.get(), 1), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~SilentServer() {
    shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
  }

  rpc::Address address() const { return {"127.0.0.1", port_}; }
  int answered() const { return answered_; }

 private:
  void Serve() {
    const runner::Descriptor connection(accept(listener_.get(), nullptr, nullptr));
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

  void Answer(const runner::Descriptor& connection, const http2::ReceivedFrame& frame) {
    if (answered_ == pings_ || (frame.flags & kAck) != 0) return;
    if (frame.type == http2::kSettings) {
      Send(connection, http2::Frame(http2::kSettings, kAck, 0, ""));
    } else if (frame.type == http2::kPing) {
      Send(connection, http2::Frame(http2::kPing, kAck, 0, frame.payload));
      ++answered_;
    }
  }

  static void Send(const runner::Descriptor& connection, const std::string& bytes) {
    send(connection.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }

  const int pings_;
  std::atomic<int> answered_ = 0;
  const runner::Descriptor listener_;
  int port_ = 0;
  std::thread thread_;
};

// By default gRPC sends two pings, and then none until there is something else to send: whoever
// only reads would wait for ever once a server vanishes after a minute's silence.
TEST(VanishedServer, IsFoundOutByAClientThatOnlyReads) {
  SilentServer server(6);
  const rpc::Keepalive soon{.time = std::chrono::seconds(1), .timeout = std::chrono::seconds(4)};
  const auto channel = rpc::Dial(server.address(), grpc::InsecureChannelCredentials(), soon);
  RawCall call(channel, "/chat_proto.Chat/recv", kHang);
  EXPECT_EQ(call.Read(), std::nullopt);
  EXPECT_THAT(call.Finish(), HasCode(absl::StatusCode::kUnavailable));
  EXPECT_EQ(server.answered(), 6);
}

}  // namespace
}  // namespace workbook::testing
