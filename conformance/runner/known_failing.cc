#include "conformance/runner/known_failing.h"

#include <fnmatch.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/text.h"
#include "base/text_file.h"

namespace workbook::conformance::runner {
namespace {

bool MatchesAny(absl::string_view patterns, const std::string& name) {
  const std::vector<std::string> all = absl::StrSplit(patterns, ':');
  return std::ranges::any_of(all, [&name](const std::string& pattern) {
    return fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
  });
}

}  // namespace

absl::StatusOr<std::set<std::string>> ReadKnownFailing(const std::string& path,
                                                       const std::vector<Behaviour>& behaviours) {
  const absl::StatusOr<std::string> text = base::ReadTextFile(path);
  if (!text.ok()) return text.status();
  std::set<std::string> names;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(*text, '\n')) {
    ++number;
    const std::string name(absl::StripAsciiWhitespace(line.substr(0, line.find('#'))));
    if (name.empty()) continue;
    const auto found = std::ranges::find(behaviours, name, &Behaviour::name);
    if (found == behaviours.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ":", number, ": no behaviour has this name: ", base::Printable(name)));
    }
    if (found->level == Level::kRecorded) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ":", number, ": this behaviour is recorded and cannot fail: ", name));
    }
    names.insert(name);
  }
  return names;
}

bool Matches(const std::string& filter, const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(filter, absl::MaxSplits('-', 1));
  const bool wanted = parts[0].empty() || MatchesAny(parts[0], name);
  return wanted && !(parts.size() == 2 && MatchesAny(parts[1], name));
}

}  // namespace workbook::conformance::runner
