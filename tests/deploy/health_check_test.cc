// deploy/chat_health.py: what a service manager or a balancer asks a server with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "base/process.h"
#include "tests/e2e/programs.h"

namespace workbook::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

Outcome Check(const RunningServer& server) {
  auto check = base::Process::Start(
      {{WORKBOOK_PYTHON, "deploy/chat_health.py", server.address().ToString()}});
  EXPECT_TRUE(check.ok()) << check.status();
  return check.ok() ? WaitForOutcome(**check) : Outcome{};
}

TEST(ChatHealthTest, SucceedsWhileTheServerServes) {
  const std::string left_out = WORKBOOK_INTEROP_LEFT_OUT;
  if (!left_out.empty()) GTEST_SKIP() << left_out;
  RunningServer server({"chat_server"});
  const Outcome served = Check(server);
  EXPECT_EQ(served.exit, (base::Exit{0, 0}));
  EXPECT_THAT(served.out, ElementsAre("SERVING"));
  server.Stop(SIGTERM);
  const Outcome gone = Check(server);
  EXPECT_EQ(gone.exit, (base::Exit{1, 0}));
  EXPECT_THAT(gone.out, ElementsAre(StartsWith("UNAVAILABLE: ")));
}

}  // namespace
}  // namespace workbook::tests
