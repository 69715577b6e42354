// Another program as a child of this one: started, listened to line by line, waited for, and never
// left behind. Nothing here polls on a timer: one thread sleeps in poll(2) until something happens.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lessons/runner/spawn.h"

namespace workbook::runner {

/// How a program ended.
struct Exit {
  int code = 0;    ///< what it returned, when no signal ended it
  int signal = 0;  ///< the signal that ended it, or 0
  bool ok() const { return code == 0 && signal == 0; }
  /// "exit status 1", "ended by SIGKILL".
  std::string ToString() const;
  bool operator==(const Exit&) const = default;
};

/// A child process in a process group of its own, so that a terminal's Ctrl-C does not reach it and
/// that what it starts is ended with it. It dies with this process. Thread-safe, but for one thing:
/// the kernel kills the child when the thread that started it ends.
class Process {
 public:
  enum class Stream { kStdout, kStderr };
  using Lines = std::vector<std::string>;

  struct Options {
    std::vector<std::string> argv;  ///< program and arguments; no shell, searched for in PATH
    bool pipe_stdin = false;        ///< Write and CloseStdin reach it; else it reads /dev/null
    /// Called for each line as it comes, from the reading thread; it must not block for long.
    std::function<void(Stream, const std::string&)> on_line = nullptr;
    /// Only lines that open with it are kept. For programs that may print without end.
    std::string only = {};
  };

  /// UNAVAILABLE, with the system's reason, when the program cannot be started.
  static absl::StatusOr<std::unique_ptr<Process>> Start(Options options);

  /// Kills the group when it still runs.
  ~Process();

  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return child_.pid; }

  /// The first line of `stream`, from its beginning, that contains `part`. DEADLINE_EXCEEDED after
  /// `timeout`; NOT_FOUND as soon as no such line can come any more.
  absl::StatusOr<std::string> WaitForLine(Stream stream, absl::string_view part,
                                          std::chrono::milliseconds timeout);

  /// Writes to its stdin. UNAVAILABLE when it reads no more, or when `timeout` passes before it
  /// has taken everything.
  absl::Status Write(absl::string_view text,
                     std::chrono::milliseconds timeout = std::chrono::seconds(10));
  void CloseStdin();

  /// Sends `signal` to the process alone; does nothing once it has ended.
  void Signal(int signal);

  /// Kills the process and all of its group.
  void Kill();

  /// How it ended; all its lines have been read by then. DEADLINE_EXCEEDED after `timeout`: the
  /// group is killed, and gone, before that is returned.
  absl::StatusOr<Exit> WaitForExit(std::chrono::milliseconds timeout);

  /// What came so far and is kept, without the newlines. An unfinished last line counts once its
  /// end is sure; one that is longer than 16 MiB comes in pieces.
  Lines lines(Stream stream) const;

 private:
  Process(Options options, Child child);
  void Read();
  bool ReadSome(Stream stream, Descriptor& from, std::string& unfinished);
  void Take(Stream stream, std::string line);
  void Reap();

  const Options options_;
  Child child_;  // pid: constant; in: guarded by stdin_mutex_; the others: the reading thread's
  std::mutex stdin_mutex_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Lines lines_[2];            // guarded by mutex_; by Stream
  std::optional<Exit> exit_;  // guarded by mutex_; set once, when the child is reaped
  std::thread reader_;        // last: it uses all of the above
};

}  // namespace workbook::runner
