#include "base/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>

#include "base/unique_fd.h"

namespace workbook::tests {
namespace {

using base::Exit;
using base::Process;
using base::UniqueFd;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr auto kStdout = Process::Stream::kStdout;
constexpr auto kStderr = Process::Stream::kStderr;
constexpr auto kLong = 30s;  // ends a hang; no test here takes nearly as long

std::unique_ptr<Process> Shell(const std::string& script, bool pipe_stdin = false) {
  auto process = Process::Start({{"sh", "-c", script}, pipe_stdin});
  EXPECT_TRUE(process.ok()) << process.status();
  return process.ok() ? *std::move(process) : nullptr;
}

// Waits until the process, which need not be a child of this one, has ended.
bool Ends(pid_t pid) {
  const UniqueFd pidfd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!pidfd.open()) return errno == ESRCH;
  pollfd event = {pidfd.get(), POLLIN, 0};
  return poll(&event, 1, 30'000) == 1;
}

bool HasChildren() { return waitpid(-1, nullptr, WNOHANG) != -1 || errno != ECHILD; }

TEST(ProcessTest, ReportsTheExitStatus) {
  EXPECT_EQ(Shell("exit 0")->WaitForExit(kLong).value(), (Exit{0, 0}));
  EXPECT_EQ(Shell("exit 7")->WaitForExit(kLong).value(), (Exit{7, 0}));
  EXPECT_EQ(Shell("kill -KILL $$")->WaitForExit(kLong).value(), (Exit{0, SIGKILL}));
}

TEST(ProcessTest, DescribesTheExit) {
  EXPECT_EQ((Exit{7, 0}).ToString(), "exit status 7");
  EXPECT_EQ((Exit{0, SIGTERM}).ToString(), "ended by SIGTERM");
  EXPECT_FALSE((Exit{0, SIGTERM}).ok());
}

TEST(ProcessTest, ReportsWhyAProgramCannotStart) {
  const auto process = Process::Start({{"/nowhere/at/all"}});
  EXPECT_EQ(process.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(process.status().message()), HasSubstr("No such file"));
  EXPECT_FALSE(HasChildren());
}

TEST(ProcessTest, ReadsBothStreamsLineByLine) {
  const auto process = Shell("echo one; echo oops >&2; echo; printf 'no newline'");
  ASSERT_TRUE(process->WaitForExit(kLong).ok());
  EXPECT_THAT(process->lines(kStdout), ElementsAre("one", "", "no newline"));
  EXPECT_THAT(process->lines(kStderr), ElementsAre("oops"));
}

TEST(ProcessTest, CallsBackForEachLineAsItArrives) {
  std::string received;
  const auto process =
      Process::Start({{"sh", "-c", "echo a; echo b"},
                      false,
                      [&received](Process::Stream, const std::string& line) { received += line; }});
  ASSERT_TRUE(process.ok());
  ASSERT_TRUE((*process)->WaitForExit(kLong).ok());
  EXPECT_EQ(received, "ab");
}

TEST(ProcessTest, KeepsOnlyLinesWithThePrefix) {
  const auto process = Process::Start(
      {.argv = {"sh", "-c", "echo 'a 1'; echo b; echo 'c a'; echo 'a 2'"}, .only = "a "});
  ASSERT_TRUE(process.ok());
  ASSERT_TRUE((*process)->WaitForExit(kLong).ok());
  EXPECT_THAT((*process)->lines(kStdout), ElementsAre("a 1", "a 2"));
}

TEST(ProcessTest, SplitsALineThatDoesNotEnd) {
  const auto process = Shell("head -c 20000000 /dev/zero | tr '\\0' x; echo; echo b");
  ASSERT_TRUE(process->WaitForExit(kLong).ok());
  EXPECT_THAT(process->lines(kStdout),
              ElementsAre(SizeIs(16U << 20U), SizeIs(20'000'000 - (16U << 20U)), "b"));
}

TEST(ProcessTest, WaitsForALine) {
  const auto process = Shell("echo first; echo second; read -r line", /*pipe_stdin=*/true);
  EXPECT_EQ(process->WaitForLine(kStdout, "eco", kLong).value(), "second");
  EXPECT_EQ(process->WaitForLine(kStdout, "first", kLong).value(), "first");
}

TEST(ProcessTest, StopsWaitingForALineOnceItHasEnded) {
  const auto process = Shell("echo something else");
  EXPECT_EQ(process->WaitForLine(kStdout, "ready", kLong).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(ProcessTest, StopsWaitingForALineAtTheDeadline) {
  const auto process = Shell("read -r line", /*pipe_stdin=*/true);
  EXPECT_EQ(process->WaitForLine(kStdout, "ready", 20ms).status().code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST(ProcessTest, WritesToStdinUntilItIsClosed) {
  const auto process = Process::Start({{"cat"}, /*pipe_stdin=*/true});
  ASSERT_TRUE(process.ok());
  ASSERT_TRUE((*process)->Write("hello\n").ok());
  EXPECT_TRUE((*process)->WaitForLine(kStdout, "hello", kLong).ok());
  (*process)->CloseStdin();
  EXPECT_EQ((*process)->WaitForExit(kLong).value(), (Exit{0, 0}));
}

TEST(ProcessTest, PassesMoreThanAPipeHolds) {
  const auto process = Process::Start({{"wc", "-c"}, /*pipe_stdin=*/true});
  ASSERT_TRUE(process.ok());
  ASSERT_TRUE((*process)->Write(std::string(5'000'000, 'x'), kLong).ok());
  (*process)->CloseStdin();
  ASSERT_TRUE((*process)->WaitForExit(kLong).ok());
  EXPECT_THAT((*process)->lines(kStdout), ElementsAre("5000000"));
}

TEST(ProcessTest, ReportsThatItNoLongerReads) {
  const auto process = Shell("exit 0", /*pipe_stdin=*/true);
  ASSERT_TRUE(process->WaitForExit(kLong).ok());
  EXPECT_EQ(process->Write("hello\n").code(), absl::StatusCode::kUnavailable);
}

TEST(ProcessTest, HasAnEmptyStdinByDefault) {
  const auto process = Process::Start({{"cat"}});
  ASSERT_TRUE(process.ok());
  EXPECT_EQ((*process)->WaitForExit(kLong).value(), (Exit{0, 0}));
  EXPECT_THAT((*process)->lines(kStdout), IsEmpty());
}

TEST(ProcessTest, SignalsTheProcess) {
  const auto process = Shell("trap 'echo bye; exit 3' TERM; echo ready; sleep 1000 & wait");
  ASSERT_TRUE(process->WaitForLine(kStdout, "ready", kLong).ok());
  process->Signal(SIGTERM);
  EXPECT_EQ(process->WaitForExit(kLong).value(), (Exit{3, 0}));
  process->Signal(SIGTERM);  // does nothing: it has ended
}

TEST(ProcessTest, StartsWithNoSignalBlocked) {
  sigset_t term;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &term, nullptr);
  const auto process = Process::Start({{"sleep", "1000"}});
  pthread_sigmask(SIG_UNBLOCK, &term, nullptr);
  ASSERT_TRUE(process.ok());
  (*process)->Signal(SIGTERM);
  EXPECT_EQ((*process)->WaitForExit(kLong).value(), (Exit{0, SIGTERM}));
}

TEST(ProcessTest, KillsAHangingProcessAtTheDeadline) {
  const auto process = Shell("trap '' TERM INT; echo $$; sleep 1000; sleep 1000");
  const pid_t pid = process->pid();
  ASSERT_TRUE(process->WaitForLine(kStdout, std::to_string(pid), kLong).ok());
  EXPECT_EQ(process->WaitForExit(20ms).status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(process->WaitForExit(kLong).value(), (Exit{0, SIGKILL}));
  EXPECT_FALSE(HasChildren());  // no zombie
}

TEST(ProcessTest, KillsWhatItsChildHasStarted) {
  auto process = Shell("sleep 1000 & echo $!; wait");
  const pid_t grandchild = std::stoi(process->WaitForLine(kStdout, "", kLong).value());
  process.reset();
  EXPECT_TRUE(Ends(grandchild));
  EXPECT_FALSE(HasChildren());
}

TEST(ProcessTest, KillsWhatItsChildHasStartedWhenTheChildEndsFirst) {
  const auto process = Shell("sleep 1000 & echo $!");
  ASSERT_EQ(process->WaitForExit(kLong).value(), (Exit{0, 0}));
  EXPECT_TRUE(Ends(std::stoi(process->lines(kStdout).at(0))));
}

TEST(ProcessTest, DiesWithItsParent) {
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    const auto child = Process::Start({{"sleep", "1000"}});
    const pid_t pid = child.ok() ? (*child)->pid() : 0;
    if (write(fds[1], &pid, sizeof(pid)) < 0) _exit(1);
    while (true) pause();
  }
  const UniqueFd from(fds[0]);
  const UniqueFd to(fds[1]);
  pid_t orphan = 0;
  ASSERT_EQ(read(from.get(), &orphan, sizeof(orphan)), static_cast<ssize_t>(sizeof(orphan)));
  ASSERT_GT(orphan, 0);
  kill(parent, SIGKILL);
  waitpid(parent, nullptr, 0);
  EXPECT_TRUE(Ends(orphan));
}

}  // namespace
}  // namespace workbook::tests
