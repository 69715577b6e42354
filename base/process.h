// A child process: started, read line by line, waited for, and never left running. Nothing here
// polls on a timer: one thread waits in poll(2) until something happens.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/mutex.h"
#include "base/spawn.h"

namespace workbook::base {

/// How a program ended.
struct Exit {
  int code = 0;    ///< what it returned, when no signal ended it
  int signal = 0;  ///< the signal that ended it, or 0
  bool ok() const { return code == 0 && signal == 0; }
  /// "exit status 1", "ended by SIGKILL".
  std::string ToString() const;
  bool operator==(const Exit&) const = default;
};

/// A child process in its own process group: a terminal's Ctrl-C does not reach it, and whatever it
/// starts ends with it. It ends with this process. Thread-safe, with one exception: the kernel
/// kills the child when the thread that started it ends.
class Process {
 public:
  enum class Stream { kStdout, kStderr };
  using Lines = std::vector<std::string>;

  struct Options {
    std::vector<std::string> argv;  ///< program and arguments; no shell, searched for in PATH
    bool pipe_stdin = false;        ///< for Write and CloseStdin; otherwise it reads /dev/null
    /// Called for each line as it arrives, on the reading thread; must not block for long.
    std::function<void(Stream, const std::string&)> on_line = nullptr;
    /// Keeps only lines that start with this: for programs that may print without end.
    std::string only = {};
  };

  /// UNAVAILABLE, with the system's reason, when the program cannot be started.
  static absl::StatusOr<std::unique_ptr<Process>> Start(Options options);

  /// Kills the group if it still runs.
  ~Process();

  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }

  /// The first line of `stream`, from its beginning, that contains `part`. DEADLINE_EXCEEDED after
  /// `timeout`; NOT_FOUND as soon as no such line can follow.
  absl::StatusOr<std::string> WaitForLine(Stream stream, absl::string_view part,
                                          std::chrono::milliseconds timeout);

  /// Writes to its stdin. UNAVAILABLE when it has stopped reading, or when `timeout` passes before
  /// all of `text` is written.
  absl::Status Write(absl::string_view text,
                     std::chrono::milliseconds timeout = std::chrono::seconds(10));
  void CloseStdin();

  /// Sends `signal` to the process alone; does nothing once it has ended.
  void Signal(int signal);

  /// Kills the process and all of its group.
  void Kill();

  /// How it ended; by then all its lines are read. DEADLINE_EXCEEDED after `timeout`: the group has
  /// been killed, and has ended, before this returns.
  absl::StatusOr<Exit> WaitForExit(std::chrono::milliseconds timeout);

  /// How it ended; nothing while it runs.
  std::optional<Exit> exit() const;

  /// The lines kept so far, without the newlines. An unfinished last line counts once the process
  /// has ended; a line longer than 16 MiB is split.
  Lines lines(Stream stream) const;

 private:
  Process(Options options, Child child);
  void Read();
  bool ReadSome(Stream stream, UniqueFd& from, std::string& unfinished);
  void AddLine(Stream stream, std::string line);
  void Reap();

  const Options options_;
  const pid_t pid_;
  const UniqueFd pidfd_;
  UniqueFd out_;  // only the reading thread uses it, and err_
  UniqueFd err_;
  Mutex stdin_mutex_;
  UniqueFd in_ ABSL_GUARDED_BY(stdin_mutex_);

  mutable Mutex mutex_;
  CondVar changed_;
  Lines lines_[2] ABSL_GUARDED_BY(mutex_);            // by Stream
  std::optional<Exit> exit_ ABSL_GUARDED_BY(mutex_);  // set once, when the child is reaped
  std::jthread reader_;                               // last: it uses all of the above
};

}  // namespace workbook::base
