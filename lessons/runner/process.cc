#include "lessons/runner/process.h"

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

namespace workbook::runner {
namespace {

using Clock = std::chrono::steady_clock;

// Longer than any verdict: the longest text in it is of a message, and gRPC's limit is 4 MiB.
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
    : options_(std::move(options)), child_(std::move(child)) {
  fcntl(child_.out.get(), F_SETFL, O_NONBLOCK);
  fcntl(child_.err.get(), F_SETFL, O_NONBLOCK);
  reader_ = std::thread([this] { Read(); });
}

Process::~Process() {
  Kill();
  reader_.join();
}

void Process::Read() {
  std::string unfinished_out;
  std::string unfinished_err;
  bool running = true;
  while (running) {
    // A closed descriptor is -1, which poll passes over.
    pollfd events[] = {{child_.out.get(), POLLIN, 0},
                       {child_.err.get(), POLLIN, 0},
                       {child_.pidfd.get(), POLLIN, 0}};
    if (poll(events, 3, -1) < 0) continue;
    if (events[2].revents != 0) {
      running = false;
      kill(-child_.pid,
           SIGKILL);  // what it left behind; not reaped yet, so its id is still its own
    }
    // Also once it has ended, for what is still in the pipes. Not until end of file: a grandchild
    // may hold a pipe open for as long as it likes.
    if (!ReadSome(Stream::kStdout, child_.out, unfinished_out)) child_.out.Close();
    if (!ReadSome(Stream::kStderr, child_.err, unfinished_err)) child_.err.Close();
  }
  if (!unfinished_out.empty()) Take(Stream::kStdout, std::move(unfinished_out));
  if (!unfinished_err.empty()) Take(Stream::kStderr, std::move(unfinished_err));
  Reap();
}

// Reads what there is. False at end of file.
bool Process::ReadSome(Stream stream, Descriptor& from, std::string& unfinished) {
  if (!from.open()) return false;
  char buffer[4096];
  while (true) {
    const ssize_t count = read(from.get(), buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EAGAIN;
    if (count == 0) return false;
    size_t end = unfinished.size();  // what was there before has no newline
    size_t begin = 0;
    unfinished.append(buffer, static_cast<size_t>(count));
    while ((end = unfinished.find('\n', end)) != std::string::npos) {
      Take(stream, unfinished.substr(begin, end - begin));
      begin = ++end;
    }
    unfinished.erase(0, begin);
    if (unfinished.size() >= kLongestLine) Take(stream, std::exchange(unfinished, ""));
  }
}

void Process::Take(Stream stream, std::string line) {
  if (options_.on_line) options_.on_line(stream, line);
  if (!line.starts_with(options_.only)) return;
  const std::lock_guard lock(mutex_);
  lines_[static_cast<int>(stream)].push_back(std::move(line));
  changed_.notify_all();
}

void Process::Reap() {
  // Under the mutex, and Signal looks at exit_ under it: a pid is free for others once reaped.
  const std::lock_guard lock(mutex_);
  siginfo_t info{};
  while (waitid(P_PID, static_cast<id_t>(child_.pid), &info, WEXITED) != 0 && errno == EINTR) {
  }
  exit_ = info.si_code == CLD_EXITED ? Exit{info.si_status, 0} : Exit{0, info.si_status};
  changed_.notify_all();
}

absl::StatusOr<std::string> Process::WaitForLine(Stream stream, absl::string_view part,
                                                 std::chrono::milliseconds timeout) {
  const Clock::time_point deadline = Clock::now() + timeout;
  std::unique_lock lock(mutex_);
  const Lines& lines = lines_[static_cast<int>(stream)];
  for (size_t next = 0;;) {
    for (; next < lines.size(); ++next) {
      if (absl::StrContains(lines[next], part)) return lines[next];
    }
    if (exit_) {
      return absl::NotFoundError(absl::StrCat(options_.argv[0], " ended (", exit_->ToString(),
                                              ") without saying \"", part, "\""));
    }
    const bool more =
        changed_.wait_until(lock, deadline, [&] { return next < lines.size() || exit_; });
    if (!more) {
      return absl::DeadlineExceededError(
          absl::StrCat(options_.argv[0], " did not say \"", part, "\" in time"));
    }
  }
}

absl::Status Process::Write(absl::string_view text, std::chrono::milliseconds timeout) {
  const Clock::time_point deadline = Clock::now() + timeout;
  const std::lock_guard lock(stdin_mutex_);
  while (!text.empty()) {
    if (!child_.in.open()) return absl::UnavailableError("its stdin is closed");
    const ssize_t count =
        send(child_.in.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count >= 0) {
      text.remove_prefix(static_cast<size_t>(count));
    } else if (errno == EAGAIN) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
      pollfd event = {child_.in.get(), POLLOUT, 0};
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
  const std::lock_guard lock(stdin_mutex_);
  child_.in.Close();
}

void Process::Signal(int signal) {
  const std::lock_guard lock(mutex_);
  if (!exit_) kill(child_.pid, signal);
}

void Process::Kill() {
  const std::lock_guard lock(mutex_);
  if (!exit_) kill(-child_.pid, SIGKILL);
}

absl::StatusOr<Exit> Process::WaitForExit(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  if (changed_.wait_for(lock, timeout, [&] { return exit_.has_value(); })) return *exit_;
  kill(-child_.pid, SIGKILL);
  changed_.wait(lock, [&] { return exit_.has_value(); });
  return absl::DeadlineExceededError(absl::StrCat(options_.argv[0], " did not end in time"));
}

Process::Lines Process::lines(Stream stream) const {
  const std::lock_guard lock(mutex_);
  return lines_[static_cast<int>(stream)];
}

}  // namespace workbook::runner
