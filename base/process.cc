#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace workbook::base {
namespace {

using Clock = std::chrono::steady_clock;

// Longer than any verdict: its longest text is a message, and gRPC limits those to 4 MiB.
constexpr size_t kLongestLine = size_t{16} << 20;

}  // namespace

std::string Exit::ToString() const {
  if (signal == 0) return absl::StrCat("exit status ", code);
  const char* name = sigabbrev_np(signal);
  return name != nullptr ? absl::StrCat("ended by SIG", name)
                         : absl::StrCat("ended by signal ", signal);
}

absl::StatusOr<std::unique_ptr<Process>> Process::Start(Options options) {
  absl::StatusOr<Child> child = Spawn(options.argv, options.pipe_stdin);
  if (!child.ok()) return child.status();
  return std::unique_ptr<Process>(new Process(std::move(options), *std::move(child)));
}

Process::Process(Options options, Child child)
    : options_(std::move(options)),
      pid_(child.pid),
      pidfd_(std::move(child.pidfd)),
      out_(std::move(child.out)),
      err_(std::move(child.err)),
      in_(std::move(child.in)) {
  fcntl(out_.get(), F_SETFL, O_NONBLOCK);
  fcntl(err_.get(), F_SETFL, O_NONBLOCK);
  reader_ = std::jthread([this] { Read(); });
}

Process::~Process() { Kill(); }

void Process::Read() {
  std::string unfinished_out;
  std::string unfinished_err;
  bool running = true;
  while (running) {
    // A closed descriptor is -1, which poll ignores.
    pollfd events[] = {{out_.get(), POLLIN, 0}, {err_.get(), POLLIN, 0}, {pidfd_.get(), POLLIN, 0}};
    if (poll(events, 3, -1) < 0) continue;
    if (events[2].revents != 0) {
      running = false;
      kill(-pid_,
           SIGKILL);  // what it left behind; not reaped yet, so no other process has its id
    }
    // Also after it has ended, for what is still in the pipes. Not until end of file: a grandchild
    // may hold a pipe open for any time.
    if (!ReadSome(Stream::kStdout, out_, unfinished_out)) out_.Close();
    if (!ReadSome(Stream::kStderr, err_, unfinished_err)) err_.Close();
  }
  if (!unfinished_out.empty()) AddLine(Stream::kStdout, std::move(unfinished_out));
  if (!unfinished_err.empty()) AddLine(Stream::kStderr, std::move(unfinished_err));
  Reap();
}

// Reads what is available. False at end of file.
bool Process::ReadSome(Stream stream, UniqueFd& from, std::string& unfinished) {
  if (!from.open()) return false;
  char buffer[4096];
  while (true) {
    const ssize_t count = read(from.get(), buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EAGAIN;
    if (count == 0) return false;
    size_t end = unfinished.size();  // the text before it has no newline
    size_t begin = 0;
    unfinished.append(buffer, static_cast<size_t>(count));
    while ((end = unfinished.find('\n', end)) != std::string::npos) {
      AddLine(stream, unfinished.substr(begin, end - begin));
      begin = ++end;
    }
    unfinished.erase(0, begin);
    if (unfinished.size() >= kLongestLine) AddLine(stream, std::exchange(unfinished, ""));
  }
}

void Process::AddLine(Stream stream, std::string line) {
  if (options_.on_line) options_.on_line(stream, line);
  if (!line.starts_with(options_.only)) return;
  const MutexLock lock(mutex_);
  lines_[static_cast<int>(stream)].push_back(std::move(line));
  changed_.NotifyAll();
}

void Process::Reap() {
  // Under the mutex, as Signal checks exit_: once reaped, the pid may belong to another process.
  const MutexLock lock(mutex_);
  siginfo_t info{};
  while (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED) != 0 && errno == EINTR) {
  }
  exit_ = info.si_code == CLD_EXITED ? Exit{info.si_status, 0} : Exit{0, info.si_status};
  changed_.NotifyAll();
}

absl::StatusOr<std::string> Process::WaitForLine(Stream stream, absl::string_view part,
                                                 std::chrono::milliseconds timeout) {
  const Clock::time_point deadline = Clock::now() + timeout;
  const MutexLock lock(mutex_);
  const Lines& lines = lines_[static_cast<int>(stream)];
  for (size_t next = 0;;) {
    for (; next < lines.size(); ++next) {
      if (absl::StrContains(lines[next], part)) return lines[next];
    }
    if (exit_) {
      return absl::NotFoundError(absl::StrCat(options_.argv[0], " ended (", exit_->ToString(),
                                              ") without printing \"", part, "\""));
    }
    bool in_time = true;
    while (in_time && next == lines.size() && !exit_) {
      in_time = changed_.WaitUntil(mutex_, deadline);
    }
    if (next == lines.size() && !exit_) {
      return absl::DeadlineExceededError(
          absl::StrCat(options_.argv[0], " did not print \"", part, "\" in time"));
    }
  }
}

absl::Status Process::Write(absl::string_view text, std::chrono::milliseconds timeout) {
  const Clock::time_point deadline = Clock::now() + timeout;
  const MutexLock lock(stdin_mutex_);
  while (!text.empty()) {
    if (!in_.open()) return absl::UnavailableError("its stdin is closed");
    const ssize_t count = send(in_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count >= 0) {
      text.remove_prefix(static_cast<size_t>(count));
    } else if (errno == EAGAIN) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
      pollfd event = {in_.get(), POLLOUT, 0};
      if (left.count() <= 0 || poll(&event, 1, static_cast<int>(left.count())) == 0) {
        return absl::UnavailableError("it does not read its stdin");
      }
    } else if (errno != EINTR) {
      return absl::UnavailableError(absl::StrCat("its stdin: ", std::strerror(errno)));
    }
  }
  return absl::OkStatus();
}

void Process::CloseStdin() {
  const MutexLock lock(stdin_mutex_);
  in_.Close();
}

void Process::Signal(int signal) {
  const MutexLock lock(mutex_);
  if (!exit_) kill(pid_, signal);
}

void Process::Kill() {
  const MutexLock lock(mutex_);
  if (!exit_) kill(-pid_, SIGKILL);
}

absl::StatusOr<Exit> Process::WaitForExit(std::chrono::milliseconds timeout) {
  const MutexLock lock(mutex_);
  const Clock::time_point deadline = Clock::now() + timeout;
  bool in_time = true;
  while (in_time && !exit_) in_time = changed_.WaitUntil(mutex_, deadline);
  if (exit_) return *exit_;
  kill(-pid_, SIGKILL);
  while (!exit_) changed_.Wait(mutex_);
  return absl::DeadlineExceededError(absl::StrCat(options_.argv[0], " did not end in time"));
}

std::optional<Exit> Process::exit() const {
  const MutexLock lock(mutex_);
  return exit_;
}

Process::Lines Process::lines(Stream stream) const {
  const MutexLock lock(mutex_);
  return lines_[static_cast<int>(stream)];
}

}  // namespace workbook::base
