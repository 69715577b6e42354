#include "base/orphans.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <cerrno>
#include <chrono>
#include <string>

#include "base/process.h"

namespace workbook::tests {
namespace {

using base::OrphanKiller;
using base::Process;

constexpr std::chrono::seconds kLong{30};

// A shell that leaves a process behind in a session of its own, so that it ends with no group.
// Returns the id of the one left behind.
pid_t LeaveOneBehind() {
  const auto shell = Process::Start({.argv = {"sh", "-c", "setsid sleep 1000 & echo $!"}});
  EXPECT_TRUE(shell.ok());
  EXPECT_TRUE((*shell)->WaitForExit(kLong).ok());
  return std::stoi((*shell)->lines(Process::Stream::kStdout).at(0));
}

TEST(OrphanKillerTest, EndsWhatAnEndedChildLeftBehind) {
  pid_t left = 0;
  {
    const OrphanKiller orphans;
    left = LeaveOneBehind();
    ASSERT_EQ(kill(left, 0), 0);
  }
  EXPECT_EQ(kill(left, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

}  // namespace
}  // namespace workbook::tests
