#include "lessons/runner/build_error.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace workbook::runner {
namespace {

using Lines = std::vector<std::string>;

constexpr size_t kLastLines = 5;

// FILE:LINE[:COLUMN]: TEXT, as gcc, clang and ld say it.
struct Remark {
  std::string file;
  std::string line;
  std::string text;
};

bool IsNumber(absl::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

std::optional<Remark> ReadRemark(const std::string& line) {
  const std::vector<absl::string_view> parts = absl::StrSplit(line, absl::MaxSplits(':', 2));
  if (parts.size() != 3 || parts[0].empty() || parts[0].front() == ' ' || !IsNumber(parts[1])) {
    return std::nullopt;
  }
  absl::string_view text = parts[2];
  if (const size_t colon = text.find(':'); IsNumber(text.substr(0, colon))) {
    text.remove_prefix(std::min(colon, text.size() - 1) + 1);  // behind the column
  }
  if (!absl::StartsWith(text, " ")) return std::nullopt;
  return Remark{std::string(parts[0]), std::string(parts[1]),
                std::string(absl::StripLeadingAsciiWhitespace(text))};
}

bool IsError(const std::string& text) {
  return text.starts_with("error: ") || text.starts_with("fatal error: ");
}

bool IsBelow(const std::string& file, const std::filesystem::path& root) {
  return !file.starts_with("/") || file.starts_with(root.string() + "/");
}

std::string Place(const Remark& remark, const std::filesystem::path& root) {
  const std::filesystem::path file(remark.file);
  const std::string shown = file.is_absolute() ? file.lexically_relative(root) : file;
  return absl::StrCat(shown, ":", remark.line);
}

// gcc writes "   17 |   code", then "      |   ^~~~" below an error.
Lines ReadExcerpt(const Lines& output, size_t from) {
  Lines excerpt;
  for (size_t i = from; i < output.size() && i < from + 2; ++i) {
    const size_t bar = output[i].find(" | ");
    if (bar == std::string::npos ||
        output[i].find_first_not_of(" 0123456789") != output[i].find('|')) {
      break;
    }
    excerpt.push_back(output[i].substr(bar + 3));
  }
  // Less of the indentation, so that more of the line is seen.
  size_t indent = std::string::npos;
  for (const std::string& line : excerpt) indent = std::min(indent, line.find_first_not_of(' '));
  if (indent != std::string::npos) {
    for (std::string& line : excerpt) line.erase(0, indent);
  }
  return excerpt;
}

BuildError CompilerError(const Lines& output, size_t at, const std::filesystem::path& root) {
  const Remark error = *ReadRemark(output[at]);
  BuildError found{Place(error, root), error.text.substr(error.text.find(": ") + 2),
                   ReadExcerpt(output, at + 1)};
  // gcc names the last line of the source when it is a file of the build that it cannot write.
  if (found.message.starts_with("opening dependency file ")) return {"", found.message, {}};
  if (IsBelow(error.file, root)) return found;
  // gcc names the line that needed a template before the error; clang after it, in notes.
  for (size_t i = 0; i < output.size(); ++i) {
    const std::optional<Remark> remark = ReadRemark(output[i]);
    if (!remark || !remark->file.starts_with(root.string() + "/")) continue;
    if (i < at && !absl::StrContains(remark->text, "required from")) continue;
    found.place = Place(*remark, root);
    found.excerpt = ReadExcerpt(output, i + 1);
    break;
  }
  return found;
}

bool IsNoise(const Lines& output, size_t at) {
  const std::string& line = output[at];
  if (at > 0 && output[at - 1].starts_with("FAILED: ")) return true;  // the command
  return line.empty() || line.starts_with("[") || line.starts_with("FAILED: ") ||
         line.starts_with("ninja: Entering ") || line.starts_with("ninja: build stopped") ||
         line.starts_with("collect2: ");
}

}  // namespace

BuildError FirstError(const Lines& output, const std::filesystem::path& root) {
  for (size_t i = 0; i < output.size(); ++i) {
    const std::optional<Remark> remark = ReadRemark(output[i]);
    if (remark && IsError(remark->text)) return CompilerError(output, i, root);
  }
  for (const std::string& line : output) {
    for (const char* link_error : {"undefined reference to ", "multiple definition of "}) {
      const size_t at = line.find(link_error);
      if (at != line.npos) return {"", line.substr(at), {}};
    }
    if (line.starts_with("ninja: error: ")) return {"", line.substr(14), {}};
  }
  Lines rest;
  for (size_t i = 0; i < output.size(); ++i) {
    if (!IsNoise(output, i)) rest.push_back(output[i]);
  }
  if (rest.size() > kLastLines) rest.erase(rest.begin(), rest.end() - kLastLines);
  return {"", absl::StrJoin(rest, "\n"), {}};
}

}  // namespace workbook::runner
