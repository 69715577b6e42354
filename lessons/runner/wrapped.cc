#include "lessons/runner/wrapped.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "rpc/text.h"

namespace workbook::runner {
namespace {

// How many bytes of `text`, which is UTF-8, fit into `columns`, taking a character for a column;
// cuts between words when there is a word's end.
size_t FirstLine(const std::string& text, size_t columns) {
  size_t end = 0;
  size_t space = 0;
  for (size_t used = 0; end < text.size() && used < columns; ++used) {
    if (text[end] == ' ') space = end;
    do {
      ++end;
    } while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80);
  }
  if (end < text.size() && text[end] == ' ') return end;
  return end == text.size() || space == 0 ? end : space;
}

}  // namespace

std::vector<std::string> Wrapped(absl::string_view text, size_t columns, size_t max_lines) {
  std::vector<std::string> lines;
  for (const absl::string_view given : absl::StrSplit(text, '\n')) {
    std::string part = rpc::Printable(absl::StripAsciiWhitespace(given));
    while (!part.empty()) {
      const size_t end = FirstLine(part, columns);
      lines.push_back(part.substr(0, end));
      part = part.substr(std::min(part.size(), end + (end < part.size() && part[end] == ' ')));
    }
  }
  if (lines.size() > max_lines) {
    lines.resize(max_lines);
    lines.back() =
        absl::StrCat(lines.back().substr(0, FirstLine(lines.back(), columns - 4)), " ...");
  }
  return lines;
}

}  // namespace workbook::runner
