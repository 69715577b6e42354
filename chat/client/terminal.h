// A terminal that a user types at while other threads print: GNU readline in its callback mode.
#pragma once

#include <cstdio>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/event_fd.h"

namespace workbook::chat::client {

/// The terminal at stdin and stdout. readline supports one only, so make one only. Ctrl-C and the
/// other signals that end the program restore the terminal first: the shell sees 130 as usual.
class Terminal {
 public:
  Terminal();
  /// Restores the terminal.
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// What happens to a line when the user enters it.
  enum class Entered {
    kStays,   ///< it stays on the screen
    kClears,  ///< it is cleared: the text comes back in another form
  };

  /// Shows `prompt` and returns the line that the user types, with a shell's line editing. Nothing
  /// at Ctrl-D on an empty line, when the terminal is gone, and from Close on. For one thread.
  std::optional<std::string> ReadLine(const std::string& prompt, Entered entered = Entered::kStays);

  /// Prints `line` above the line being typed, which stays intact. From any thread. `line` must
  /// hold no control characters except colours.
  void Print(std::FILE* to, absl::string_view line);

  /// Shows `mark` before the prompt from now on. From any thread.
  void SetMark(std::string mark);

  /// Ends ReadLine, for good. From any thread.
  void Close() { closed_.Signal(); }

 private:
  // False when there is nothing more to read.
  bool WaitForInput();
  // Redraws the line when the terminal's size has changed.
  void FollowResize() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ClearLine() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  base::EventFd closed_;
  base::EventFd resized_;
  bool can_move_up_ = true;
  // Guards readline's state too, which is global and not thread-safe.
  absl::Mutex mutex_;
  bool typing_ ABSL_GUARDED_BY(mutex_) = false;
  std::string prompt_ ABSL_GUARDED_BY(mutex_);
  std::string mark_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace workbook::chat::client
