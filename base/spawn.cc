#include "base/spawn.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace workbook::base {
namespace {

struct Ends {
  UniqueFd ours;    // the parent's
  UniqueFd theirs;  // the child's
};

// Close-on-exec: no child inherits the pipes of another.
bool MakePipe(Ends& ends) {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0) return false;
  ends = {UniqueFd(fds[0]), UniqueFd(fds[1])};
  return true;
}

// A socket rather than a pipe: MSG_NOSIGNAL writes to it without SIGPIPE.
bool MakeStdin(Ends& ends, bool wanted) {
  if (!wanted) {
    ends.theirs = UniqueFd(open("/dev/null", O_RDONLY | O_CLOEXEC));
    return ends.theirs.open();
  }
  int fds[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) return false;
  ends = {UniqueFd(fds[0]), UniqueFd(fds[1])};
  return true;
}

// Between fork and exec in a program with threads: async-signal-safe calls only. Never returns.
[[noreturn]] void BecomeChild(char* const* argv, pid_t parent, int in, int out, int err,
                              int failure) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);  // it died before the line above
  std::signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (dup2(in, 0) >= 0 && dup2(out, 1) >= 0 && dup2(err, 2) >= 0) execvp(argv[0], argv);
  const int reason = errno;
  [[maybe_unused]] const ssize_t written = write(failure, &reason, sizeof(reason));
  _exit(127);
}

// The errno of a failed exec; 0 once exec has closed the pipe.
int ReadFailure(int from) {
  int reason = 0;
  while (read(from, &reason, sizeof(reason)) < 0 && errno == EINTR) {
  }
  return reason;
}

absl::Status CannotStart(const std::string& program, int reason) {
  return absl::UnavailableError(
      absl::StrCat("cannot start ", program, ": ", std::strerror(reason)));
}

}  // namespace

absl::StatusOr<Child> Spawn(std::vector<std::string> arguments, bool pipe_stdin) {
  if (arguments.empty()) return absl::InvalidArgumentError("no program given");
  const std::string& program = arguments.front();
  Ends in;
  Ends out;
  Ends err;
  Ends failure;
  if (!MakeStdin(in, pipe_stdin) || !MakePipe(out) || !MakePipe(err) || !MakePipe(failure)) {
    return CannotStart(program, errno);
  }
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);

  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) return CannotStart(program, errno);
  if (pid == 0) {
    BecomeChild(argv.data(), parent, in.theirs.get(), out.theirs.get(), err.theirs.get(),
                failure.theirs.get());
  }
  failure.theirs.Close();
  if (const int reason = ReadFailure(failure.ours.get()); reason != 0) {
    waitpid(pid, nullptr, 0);
    return CannotStart(program, reason);
  }
  // By number: glibc 2.36 declares its wrapper for C only.
  UniqueFd pidfd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!pidfd.open()) {
    const int reason = errno;
    kill(-pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    return CannotStart(program, reason);
  }
  return Child{pid, std::move(pidfd), std::move(in.ours), std::move(out.ours), std::move(err.ours)};
}

}  // namespace workbook::base
