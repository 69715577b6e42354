// The output of several programs on one stdout: whole lines, each labelled with its program.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "base/mutex.h"
#include "base/process.h"

namespace workbook::lessons::runner {

/// Writes to a terminal or a file. Thread-safe: lines do not mix.
class DemoOutput {
 public:
  /// `colours`: whether labels are coloured. The caller closes `out`.
  DemoOutput(std::FILE* out, bool colours) : out_(out), colours_(colours) {}

  /// Stdout, with colours where base::StdoutShowsColors allows them.
  static DemoOutput Stdout();

  /// A line of the runner itself.
  void RunnerLine(absl::string_view line);

  /// A line of a program: `server | text` from stdout, `server ! text` from stderr. Control
  /// characters are escaped.
  void ProgramLine(absl::string_view name, base::Process::Stream stream, absl::string_view line);

 private:
  void Write(const std::string& line);

  base::Mutex mutex_;  // keeps the lines whole
  std::FILE* const out_ ABSL_PT_GUARDED_BY(mutex_);
  const bool colours_;
};

}  // namespace workbook::lessons::runner
