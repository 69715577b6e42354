// A server that ran out of descriptors once: gRPC 1.51 accepts no connection any more, also when
// there are descriptors again (CVE-2023-4785), and the server says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include "lessons/runner/descriptor.h"
#include "pairs/programs.h"

namespace workbook::testing {
namespace {

using runner::Descriptor;
using runner::Process;
using ::testing::HasSubstr;

constexpr auto kStderr = Process::Stream::kStderr;

// A connection that the kernel has made; whether the server has accepted it does not show.
Descriptor Connect(int port) {
  Descriptor connection(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<in_port_t>(port));
  EXPECT_EQ(connect(connection.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  return connection;
}

// Lets `pid` open no descriptor more; those that it has go on.
class NoMoreDescriptors {
 public:
  explicit NoMoreDescriptors(pid_t pid) : pid_(pid) {
    EXPECT_EQ(prlimit(pid, RLIMIT_NOFILE, nullptr, &before_), 0);
    const rlimit none{1, before_.rlim_max};  // poll takes no more than the limit: with 0 no log
    EXPECT_EQ(prlimit(pid, RLIMIT_NOFILE, &none, nullptr), 0);
  }
  ~NoMoreDescriptors() { EXPECT_EQ(prlimit(pid_, RLIMIT_NOFILE, &before_, nullptr), 0); }

 private:
  pid_t pid_;
  rlimit before_{};
};

// Asks `server` for its statistics again and again, until it warns by itself.
absl::StatusOr<std::string> AwaitWarning(Process& server) {
  const auto give_up = std::chrono::steady_clock::now() + kHang;
  while (true) {
    server.Signal(SIGUSR1);
    auto warning =
        server.WaitForLine(kStderr, "wait to be accepted", std::chrono::milliseconds(200));
    if (warning.ok() || std::chrono::steady_clock::now() > give_up) return warning;
  }
}

TEST(ServerWithoutDescriptorsTest, SaysThatItAcceptsNoMoreHoweverOftenItIsAsked) {
  RunningServer server({"order_server"});
  std::vector<Descriptor> connections;
  {
    // Not longer than it takes: UBSan opens a pipe to look at an object that it has not seen yet,
    // and reports the object when it cannot.
    const NoMoreDescriptors none(server.process().pid());
    connections.push_back(Connect(server.port()));
    const auto failed = server.process().WaitForLine(kStderr, "Failed accept4", kHang);
    ASSERT_TRUE(failed.ok()) << failed.status();
  }
  connections.push_back(Connect(server.port()));
  const auto warning = AwaitWarning(server.process());
  ASSERT_TRUE(warning.ok()) << warning.status();
  EXPECT_THAT(*warning, HasSubstr(" 2 connections "));

  server.process().Signal(SIGUSR1);
  const auto line = server.process().WaitForLine(kStderr, " unaccepted", kHang);
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_THAT(*line, HasSubstr(" 2 connections unaccepted"));
  EXPECT_EQ(server.Stop(SIGTERM).exit, (runner::Exit{0, 0}));
}

}  // namespace
}  // namespace workbook::testing
