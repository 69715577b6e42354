#include "lessons/runner/page.h"

#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "lessons/runner/screen.h"
#include "lessons/runner/wrapped.h"
#include "rpc/text.h"

namespace workbook::runner {
namespace {

constexpr size_t kColumns = 80;
// Of one text. Only what a reader's own program says gets so long.
constexpr size_t kMaxLines = 12;
constexpr char kWholeLine[] = "\r\x1b[K";  // erases it

const char* Colour(Page::Look look) {
  switch (look) {
    case Page::Look::kGood:
      return "32";
    case Page::Look::kBad:
      return "1;31";
    default:
      return "1";
  }
}

}  // namespace

Page Page::Stdout() { return Page(stdout, ColoursOnStdout()); }

std::string Page::Looking(Look look, absl::string_view word) const {
  return colours_ ? absl::StrCat("\x1b[", Colour(look), "m", word, "\x1b[0m") : std::string(word);
}

void Page::Line(const std::string& line) {
  std::fprintf(out_, "%s%s\n", passing_ ? kWholeLine : "", line.c_str());
  std::fflush(out_);
  passing_ = false;
}

void Page::Say(absl::string_view text, size_t indent) {
  for (const std::string& line : Wrapped(text, kColumns - indent, kMaxLines)) {
    Line(absl::StrCat(std::string(indent, ' '), line));
  }
}

void Page::Prose(absl::string_view markdown) {
  std::string paragraph;
  bool code = false;
  const auto end_paragraph = [&] {
    Say(paragraph);
    paragraph.clear();
  };
  for (const absl::string_view line : absl::StrSplit(markdown, '\n')) {
    const bool fence = absl::StartsWith(line, "```");
    if (fence) code = !code;
    if (code || fence || line.empty() || absl::StartsWith(line, "    ")) {
      end_paragraph();
      if (!fence) Show(line, code ? 4 : 0);
    } else {
      absl::StrAppend(&paragraph, paragraph.empty() ? "" : " ", line);
    }
  }
  end_paragraph();
}

void Page::Show(absl::string_view line, size_t indent) {
  const std::string shown = absl::StrCat(std::string(indent, ' '), rpc::Printable(line));
  Line(std::string(absl::StripTrailingAsciiWhitespace(shown.substr(0, kColumns))));
}

void Page::Label(absl::string_view label, absl::string_view text, size_t indent, size_t width) {
  for (const std::string& line : Wrapped(text, kColumns - indent - width, kMaxLines)) {
    Line(absl::StrFormat("%*s%-*s%s", indent, "", width, label, line));
    label = "";
  }
}

void Page::Mark(Look look, absl::string_view word, absl::string_view text) {
  Line(absl::StrCat("  ", Looking(look, word), "  ", text));
}

void Page::Title(absl::string_view text) { Line(Looking(Look::kStrong, text)); }

bool Page::OnTerminal() const { return isatty(fileno(out_)) == 1; }

void Page::Clear() {
  if (!OnTerminal()) return;
  passing_ = false;
  std::fputs("\x1b[H\x1b[2J", out_);
}

void Page::Passing(absl::string_view text) {
  if (!OnTerminal()) return;
  passing_ = !text.empty();
  std::fprintf(out_, "%s%s", kWholeLine, rpc::Printable(text).substr(0, kColumns - 1).c_str());
  std::fflush(out_);
}

}  // namespace workbook::runner
