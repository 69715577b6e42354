// A server that has once run out of descriptors. Up to gRPC 1.56 it then accepts no more
// connections, even with free descriptors (CVE-2023-4785), and warns about it; with later versions
// it goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "rpc/grpc_version.h"
#include "tests/e2e/programs.h"

namespace workbook::tests {
namespace {

using base::Process;
using base::UniqueFd;
using ::testing::HasSubstr;

constexpr auto kStderr = Process::Stream::kStderr;

// Connects in the kernel; the server may not have accepted the connection.
UniqueFd Connect(int port) {
  UniqueFd connection(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<in_port_t>(port));
  EXPECT_EQ(connect(connection.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  return connection;
}

// While it lives, `pid` cannot open descriptors; open ones keep working.
class NoMoreDescriptors {
 public:
  explicit NoMoreDescriptors(pid_t pid) : pid_(pid) {
    EXPECT_EQ(prlimit(pid, RLIMIT_NOFILE, nullptr, &before_), 0);
    const rlimit none{
        1, before_.rlim_max};  // 1: poll(2) takes at most that many, and the log needs one
    EXPECT_EQ(prlimit(pid, RLIMIT_NOFILE, &none, nullptr), 0);
  }
  ~NoMoreDescriptors() { EXPECT_EQ(prlimit(pid_, RLIMIT_NOFILE, &before_, nullptr), 0); }

 private:
  pid_t pid_;
  rlimit before_{};
};

#if WORKBOOK_GRPC_LISTENER_ENDS_AT_EMFILE

// Asks `server` for its statistics until it warns.
absl::StatusOr<std::string> WaitForWarning(Process& server) {
  const auto give_up = std::chrono::steady_clock::now() + kHang;
  while (true) {
    server.Signal(SIGUSR1);
    auto warning =
        server.WaitForLine(kStderr, "wait to be accepted", std::chrono::milliseconds(200));
    if (warning.ok() || std::chrono::steady_clock::now() > give_up) return warning;
  }
}

TEST(ServerWithoutDescriptorsTest, WarnsThatItAcceptsNoMoreConnectionsEachTime) {
  RunningServer server({"order_server"});
  std::vector<UniqueFd> connections;
  {
    // As briefly as possible: UBSan opens a pipe to inspect an object that it has not seen yet, and
    // reports the object if it cannot.
    const NoMoreDescriptors none(server.process().pid());
    connections.push_back(Connect(server.port()));
    const auto failed = server.process().WaitForLine(kStderr, "Failed accept4", kHang);
    ASSERT_TRUE(failed.ok()) << failed.status();
  }
  connections.push_back(Connect(server.port()));
  const auto warning = WaitForWarning(server.process());
  ASSERT_TRUE(warning.ok()) << warning.status();
  EXPECT_THAT(*warning, HasSubstr(" 2 connections "));

  server.process().Signal(SIGUSR1);
  const auto line = server.process().WaitForLine(kStderr, " unaccepted", kHang);
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_THAT(*line, HasSubstr(" 2 connections unaccepted"));
  EXPECT_EQ(server.Stop(SIGTERM).exit, (base::Exit{0, 0}));
}

#else

TEST(ServerWithoutDescriptorsTest, AcceptsConnectionsAgainOnceDescriptorsAreFree) {
  RunningServer server({"order_server"});
  std::optional<UniqueFd> connection;
  {
    const NoMoreDescriptors none(server.process().pid());
    connection = Connect(server.port());
    const auto failed = server.process().WaitForLine(kStderr, "descriptor limit reached", kHang);
    ASSERT_TRUE(failed.ok()) << failed.status();
  }
  EXPECT_EQ(RunProgram({"order_client", server.PortFlag()}).exit, (base::Exit{0, 0}));
  EXPECT_EQ(server.Stop(SIGTERM).exit, (base::Exit{0, 0}));
}

#endif

}  // namespace
}  // namespace workbook::tests
