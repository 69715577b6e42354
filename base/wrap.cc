#include "base/wrap.h"

#include <locale.h>

#include <algorithm>
#include <cwchar>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/text.h"

namespace workbook::base {
namespace {

// wcwidth goes by the locale of the thread, and programs start in "C", which knows only ASCII.
class Utf8Locale {
 public:
  Utf8Locale() : utf8_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)), before_(uselocale(utf8_)) {}
  ~Utf8Locale() {
    uselocale(before_);
    if (utf8_ != nullptr) freelocale(utf8_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  const locale_t utf8_;
  const locale_t before_;
};

struct Character {
  size_t bytes;
  size_t columns;  // in a terminal: 2 for a Korean syllable, 0 for a combining accent
};

Character FirstCharacter(absl::string_view text) {
  wchar_t c = 0;
  std::mbstate_t state{};
  const size_t bytes = std::mbrtowc(&c, text.data(), text.size(), &state);
  if (bytes == 0 || bytes > text.size()) return {1, 1};
  return {bytes, static_cast<size_t>(std::max(0, wcwidth(c)))};
}

// How many bytes of `text`, which is UTF-8, fit into `columns`: at least one character. Breaks
// between words where it can.
size_t FirstLine(const std::string& text, size_t columns) {
  size_t end = 0;
  size_t space = 0;
  for (size_t used = 0; end < text.size();) {
    const Character next = FirstCharacter(absl::string_view(text).substr(end));
    used += next.columns;
    if (end > 0 && used > columns) break;
    if (text[end] == ' ') space = end;
    end += next.bytes;
  }
  if (end < text.size() && text[end] == ' ') return end;
  return end == text.size() || space == 0 ? end : space;
}

}  // namespace

std::vector<std::string> Wrap(absl::string_view text, size_t columns, size_t max_lines) {
  const Utf8Locale locale;
  std::vector<std::string> lines;
  for (const absl::string_view given : absl::StrSplit(text, '\n')) {
    std::string part = Printable(absl::StripAsciiWhitespace(given));
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

size_t Columns(absl::string_view text) {
  const Utf8Locale locale;
  size_t columns = 0;
  while (!text.empty()) {
    const Character next = FirstCharacter(text);
    columns += next.columns;
    text.remove_prefix(next.bytes);
  }
  return columns;
}

}  // namespace workbook::base
