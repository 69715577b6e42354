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

  /// The line that is typed behind `prompt`, to be edited as in a shell. Nothing at Ctrl-D on an
  /// empty line, when the terminal is gone, and from Close on. For one thread.
  std::optional<std::string> ReadLine(const std::string& prompt);

  /// Prints `line` above the line being typed, which stays whole. From any thread. `line` must not
  /// hold control characters.
  void Print(std::FILE* to, absl::string_view line);

  /// Ends ReadLine, now and for good. From any thread.
  void Close();

 private:
  // False when nothing will come any more.
  bool WaitForInput();

  int closed_;  // an eventfd
  // readline's state is global and not thread-safe: this guards all of it.
  absl::Mutex mutex_;
  bool typing_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace workbook::chat
