// A terminal shared by one who types and others who talk: GNU readline in its callback mode.
#pragma once

#include <cstdio>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace workbook::chat {

/// The terminal at stdin and stdout; readline has but one, so make one. Ctrl-C, and every other
/// signal that ends the program, restores the terminal first and then ends it as usual: the shell
/// sees 130.
class Terminal {
 public:
  Terminal();
  /// Restores the terminal.
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// What becomes of a line when it is entered.
  enum class Entered {
    kStays,   ///< it stands above what follows
    kClears,  ///< its rows are free again: what it says will be seen in another form
  };

  /// The line that is typed behind `prompt`, to be edited as in a shell. Nothing at Ctrl-D on an
  /// empty line, when the terminal is gone, and from Close on. For one thread.
  std::optional<std::string> ReadLine(const std::string& prompt, Entered entered = Entered::kStays);

  /// Prints `line` above the line being typed, which stays whole. From any thread. `line` must not
  /// hold control characters but those of colours.
  void Print(std::FILE* to, absl::string_view line);

  /// Puts `mark` before the prompt, at once and until it is changed. From any thread.
  void SetMark(std::string mark);

  /// Ends ReadLine, now and for good. From any thread.
  void Close();

 private:
  // False when nothing will come any more.
  bool WaitForInput();
  // Draws the line anew when the terminal has got another size.
  void FollowResize() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeLineOff() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  int closed_;  // an eventfd
  bool can_move_up_ = true;
  // readline's state is global and not thread-safe: this guards all of it.
  absl::Mutex mutex_;
  bool typing_ ABSL_GUARDED_BY(mutex_) = false;
  std::string prompt_ ABSL_GUARDED_BY(mutex_);
  std::string mark_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace workbook::chat
