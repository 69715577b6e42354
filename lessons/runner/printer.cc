#include "lessons/runner/printer.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "base/standard_output.h"
#include "base/terminal.h"
#include "base/text.h"
#include "base/wrap.h"

namespace workbook::lessons::runner {
namespace {

// A line of code or a command is not cut before this; a narrower terminal wraps it.
constexpr size_t kVerbatimColumns = 80;
// The limit for one text: as much as so many lines of 80 columns hold. Only the learner's own
// program produces longer ones.
constexpr size_t kMaxLines = 12;
// A column of text that is narrower than this is hard to read.
constexpr size_t kNarrow = 20;
constexpr char kEraseLine[] = "\r\x1b[K";

std::vector<std::string> Wrapped(absl::string_view text, size_t columns) {
  return base::Wrap(text, columns, std::max(kMaxLines, kMaxLines * 80 / columns));
}

const char* Colour(Printer::Style style) {
  switch (style) {
    case Printer::Style::kGood:
      return "32";
    case Printer::Style::kBad:
      return "1;31";
    default:
      return "1";
  }
}

}  // namespace

Printer Printer::Stdout() { return Printer(stdout, base::StdoutShowsColors()); }

std::string Printer::Styled(Style style, absl::string_view word) const {
  return colours_ ? absl::StrCat("\x1b[", Colour(style), "m", word, "\x1b[0m") : std::string(word);
}

void Printer::Line(const std::string& line) {
  std::fprintf(out_, "%s%s\n", status_shown_ ? kEraseLine : "", line.c_str());
  base::Flush(out_);
  status_shown_ = false;
}

void Printer::Paragraph(absl::string_view text, size_t indent) {
  for (const std::string& line : Wrapped(text, columns() - indent)) {
    Line(absl::StrCat(std::string(indent, ' '), line));
  }
}

void Printer::Markdown(absl::string_view text, size_t indent) {
  std::string paragraph;
  bool code = false;
  const auto end_paragraph = [&] {
    Paragraph(paragraph, indent);
    paragraph.clear();
  };
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const bool fence = absl::StartsWith(line, "```");
    if (fence) code = !code;
    if (code || fence || line.empty() || absl::StartsWith(line, "    ")) {
      end_paragraph();
      if (!fence) Verbatim(line, indent + (code ? 4 : 0));
    } else {
      absl::StrAppend(&paragraph, paragraph.empty() ? "" : " ", line);
    }
  }
  end_paragraph();
}

void Printer::Verbatim(absl::string_view line, size_t indent) {
  const std::string shown = absl::StrCat(std::string(indent, ' '), base::Printable(line));
  const size_t width = std::max(columns(), kVerbatimColumns);
  Line(std::string(absl::StripTrailingAsciiWhitespace(base::TruncateUtf8(shown, width))));
}

void Printer::Labelled(absl::string_view label, absl::string_view text, size_t indent,
                       size_t width) {
  if (width > kNarrow && columns() < indent + width + kNarrow) {
    if (!text.empty()) Line(absl::StrCat(std::string(indent, ' '), label));
    return Paragraph(text, indent + 4);
  }
  for (const std::string& line : Wrapped(text, columns() - indent - width)) {
    Line(absl::StrFormat("%*s%-*s%s", indent, "", width, label, line));
    label = "";
  }
}

void Printer::Marked(Style style, absl::string_view word, absl::string_view text) {
  std::string lead = absl::StrCat("  ", Styled(style, word), "  ");
  const size_t indent = word.size() + 4;
  for (const std::string& line : Wrapped(text, columns() - indent)) {
    Line(absl::StrCat(lead, line));
    lead.assign(indent, ' ');
  }
}

void Printer::Heading(absl::string_view text) { Line(Styled(Style::kStrong, text)); }

void Printer::Bar(size_t done, size_t all, absl::string_view what) {
  const std::string text = absl::StrFormat("%d of %d %s", done, all, what);
  const size_t width = std::min<size_t>(30, columns() - text.size() - 4);
  const size_t filled = all == 0 ? 0 : width * done / all;
  Line(absl::StrCat("[", Styled(Style::kGood, std::string(filled, '#')),
                    std::string(width - filled, '-'), "]  ", text));
}

size_t Printer::columns() const { return base::LineColumns(fileno(out_)); }

bool Printer::replaces_lines() const { return base::ObeysEscapes(fileno(out_)); }

void Printer::Clear() {
  if (!replaces_lines()) return;
  status_shown_ = false;
  std::fputs("\x1b[H\x1b[2J", out_);
}

void Printer::Status(absl::string_view text) {
  if (!replaces_lines()) return;
  status_shown_ = !text.empty();
  const std::string shown = base::Printable(text);
  std::fprintf(out_, "%s%s", kEraseLine,
               std::string(base::TruncateUtf8(shown, columns() - 1)).c_str());
  base::Flush(out_);
}

}  // namespace workbook::lessons::runner
