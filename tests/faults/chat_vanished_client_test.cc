// Clients that vanish without a FIN or a reset. Only keepalive notices.
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <thread>

#include "tests/e2e/programs.h"
#include "tests/faults/two_networks.h"

namespace workbook::tests {
namespace {

using base::Process;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

// A ping after 20 s without traffic, and 10 s for its answer (rpc/server.cc).
constexpr seconds kKeepalive{30};

int SocketsOf(pid_t pid) {
  int count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
    std::error_code gone;
    const std::string target = std::filesystem::read_symlink(entry.path(), gone).string();
    if (target.rfind("socket:", 0) == 0) ++count;
  }
  return count;
}

TEST(ChatVanishedClient, IsReleasedAfterKeepalive) {
  const auto networks = TwoNetworks::Create();
  if (!networks.ok()) GTEST_SKIP() << networks.status().message();
  const std::string host = std::string("--host=") + TwoNetworks::kServerHost;
  const auto server = (*networks)->StartServer({"chat_server", host, "--insecure", "--port=0"});
  ASSERT_NE(server, nullptr);
  const auto ready = server->WaitForLine(Process::Stream::kStdout, " listening on ", kHang);
  ASSERT_TRUE(ready.ok()) << ready.status();
  const std::string port = "--port=" + ready->substr(ready->rfind(':') + 1);
  const int without_clients = SocketsOf(server->pid());

  std::vector<std::unique_ptr<Process>> clients;
  for (const std::string contract : {"auto", "chat_proto", "chat", "note"}) {
    clients.push_back((*networks)->StartClient(
        {"chat_client", "--id=" + contract, "--contract=" + contract, host, port}));
    ASSERT_NE(clients.back(), nullptr);
    ASSERT_TRUE(clients.back()->Write("I, " + contract + "\n").ok());
    const auto received =
        clients.back()->WaitForLine(Process::Stream::kStdout, "I, " + contract, kHang);
    ASSERT_TRUE(received.ok()) << received.status();
  }
  EXPECT_EQ(SocketsOf(server->pid()), without_clients + 4);

  (*networks)->CutTheCable();
  const Clock::time_point cut = Clock::now();
  // Polls: there is no signal for the sockets of another process.
  while (SocketsOf(server->pid()) > without_clients && Clock::now() - cut < 2 * kKeepalive) {
    std::this_thread::sleep_for(milliseconds(50));
  }
  const auto took = Clock::now() - cut;
  EXPECT_LT(took, kKeepalive + seconds(1));
  EXPECT_GT(took, seconds(5)) << "too early for keepalive";
  std::cout << took / milliseconds(1) << " ms\n";

  server->Signal(SIGTERM);
  EXPECT_EQ(WaitForOutcome(*server).exit, (base::Exit{0, 0}));
}

}  // namespace
}  // namespace workbook::tests
