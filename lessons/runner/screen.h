// What the runner shows: whole lines, each with the name of the one who said it.
#pragma once

#include <cstddef>
#include <cstdio>
#include <mutex>
#include <string>

#include "absl/strings/string_view.h"
#include "lessons/runner/process.h"

namespace workbook::runner {

/// Whether stdout is a terminal that shows colours, and NO_COLOR is not set (https://no-color.org).
bool ColoursOnStdout();

/// Writes to a terminal or a file. Thread-safe: lines do not mix.
class Screen {
 public:
  /// `colours`: whether each name gets one. `out` is not closed.
  Screen(std::FILE* out, bool colours) : out_(out), colours_(colours) {}

  /// Stdout, with colours where it can have them.
  static Screen Stdout();

  /// A line of the runner itself.
  void Say(absl::string_view line);

  /// A line that a program wrote: `server | text`, or `server ! text` when it was on stderr. What
  /// could steer a terminal is made visible.
  void Show(absl::string_view name, Process::Stream stream, absl::string_view line);

 private:
  void Print(const std::string& line);

  std::FILE* out_;
  bool colours_;
  std::mutex mutex_;
};

}  // namespace workbook::runner
