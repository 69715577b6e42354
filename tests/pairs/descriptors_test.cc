// A server that runs out of descriptors: what gRPC 1.51 does then (CVE-2023-4785), and that the
// server says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <csignal>
#include <filesystem>
#include <iterator>
#include <vector>

#include "lessons/runner/descriptor.h"
#include "pairs/programs.h"

namespace workbook::testing {
namespace {

using runner::Descriptor;
using runner::Process;
using ::testing::HasSubstr;
using ::testing::Not;

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

TEST(ServerWithoutDescriptorsTest, SaysThatItAcceptsNoMore) {
  RunningServer server({"order_server"});
  const pid_t pid = server.process().pid();
  const auto open = std::distance(
      std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd"), {});
  rlimit limit{};
  ASSERT_EQ(prlimit(pid, RLIMIT_NOFILE, nullptr, &limit), 0);
  limit.rlim_cur = static_cast<rlim_t>(open) + 4;
  ASSERT_EQ(prlimit(pid, RLIMIT_NOFILE, &limit, nullptr), 0);

  std::vector<Descriptor> connections;
  for (int i = 0; i < 12; ++i) connections.push_back(Connect(server.port()));
  EXPECT_TRUE(server.process().WaitForLine(kStderr, "wait to be accepted", kHang).ok());

  server.process().Signal(SIGUSR1);
  const auto line = server.process().WaitForLine(kStderr, " unaccepted", kHang);
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_THAT(*line, Not(HasSubstr(" 0 connections unaccepted")));
  EXPECT_EQ(server.Stop(SIGTERM).exit, (runner::Exit{0, 0}));
}

}  // namespace
}  // namespace workbook::testing
