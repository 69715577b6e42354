// What a person reads at a terminal of 80 columns: wrapped lines, and words that stand out.
#pragma once

#include <cstdio>
#include <string>

#include "absl/strings/string_view.h"

namespace workbook::runner {

/// Writes whole lines as they come, so that they can be watched.
class Page {
 public:
  enum class Look { kGood, kBad, kStrong };

  /// `colours`: whether looks are shown. `out` is not closed.
  Page(std::FILE* out, bool colours) : out_(out), colours_(colours) {}

  /// Stdout, with colours where Screen has them.
  static Page Stdout();

  /// Wraps `text`, with `indent` spaces before each line.
  void Say(absl::string_view text, size_t indent = 0);

  /// Paragraphs with blank lines between them, each wrapped anew; what is indented by four or
  /// stands between ``` lines is shown as it is.
  void Prose(absl::string_view markdown);

  /// A line as it is: a command or a line of code. Cut where it does not fit.
  void Show(absl::string_view line, size_t indent = 0);

  /// `label` in columns of its own, `text` wrapped beside it. Nothing when there is no text.
  void Label(absl::string_view label, absl::string_view text, size_t indent, size_t width);

  /// "  pass  text": a word with a look, and a text that fits.
  void Mark(Look look, absl::string_view word, absl::string_view text);

  /// A heading.
  void Title(absl::string_view text);

  void Blank() { Line(""); }

  /// An empty screen: only on a terminal.
  void Clear();

  /// A line that the next one replaces: only on a terminal.
  void Passing(absl::string_view text);

 private:
  bool OnTerminal() const;
  void Line(const std::string& line);
  std::string Looking(Look look, absl::string_view word) const;

  std::FILE* out_;
  bool colours_;
  bool passing_ = false;
};

}  // namespace workbook::runner
