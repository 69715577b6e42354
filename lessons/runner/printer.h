// Text for a terminal: wrapped lines and coloured words.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>

#include "absl/strings/string_view.h"

namespace workbook::lessons::runner {

/// Writes and flushes whole lines.
class Printer {
 public:
  enum class Style { kGood, kBad, kStrong };

  /// `colours`: whether styles are shown. The caller closes `out`.
  Printer(std::FILE* out, bool colours) : out_(out), colours_(colours) {}

  /// Stdout, with colours where base::StdoutShowsColors allows them.
  static Printer Stdout();

  /// Wraps `text`, with `indent` spaces before each line.
  void Paragraph(absl::string_view text, size_t indent = 0);

  /// Wraps each paragraph, with `indent` spaces before each line. Lines that are indented by four
  /// spaces or stand between ``` lines are code and keep their breaks.
  void Markdown(absl::string_view text, size_t indent = 0);

  /// One unwrapped line, a command or code; cut at 80 columns, or at those of a wider terminal.
  void Verbatim(absl::string_view line, size_t indent = 0);

  /// `label` in a column of `width`, `text` wrapped beside it; below a long label where the
  /// terminal is narrow. Prints nothing without a text.
  void Labelled(absl::string_view label, absl::string_view text, size_t indent, size_t width);

  /// "  pass  text": a styled word, `text` wrapped beside it.
  void Marked(Style style, absl::string_view word, absl::string_view text);

  void Heading(absl::string_view text);

  /// "[######----]  17 of 30 lessons solved": how much of a whole is done.
  void Bar(size_t done, size_t all, absl::string_view what);

  void Blank() { Line(""); }

  /// How long a line may be, see base::LineColumns.
  size_t columns() const;

  /// Whether the output is a terminal on which Clear and Status work, see base::ObeysEscapes.
  bool replaces_lines() const;

  /// Clears such a terminal; does nothing elsewhere.
  void Clear();

  /// A status line that the next output replaces. Only on such a terminal.
  void Status(absl::string_view text);

 private:
  void Line(const std::string& line);
  std::string Styled(Style style, absl::string_view word) const;

  std::FILE* out_;
  bool colours_;
  bool status_shown_ = false;
};

}  // namespace workbook::lessons::runner
