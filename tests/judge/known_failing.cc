#include "judge/known_failing.h"

#include <fnmatch.h>

#include <algorithm>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "rpc/text.h"

namespace workbook::judge {
namespace {

bool MatchesAny(absl::string_view patterns, const std::string& name) {
  const std::vector<std::string> all = absl::StrSplit(patterns, ':');
  return std::any_of(all.begin(), all.end(), [&name](const std::string& pattern) {
    return fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
  });
}

}  // namespace

absl::StatusOr<std::set<std::string>> ReadKnownFailing(
    const std::string& path, const std::vector<testing::Behaviour>& behaviours) {
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(absl::StrCat("cannot read ", path));
  std::set<std::string> names;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    const std::string name(absl::StripAsciiWhitespace(line.substr(0, line.find('#'))));
    if (name.empty()) continue;
    const auto found =
        std::find_if(behaviours.begin(), behaviours.end(),
                     [&name](const testing::Behaviour& one) { return one.name == name; });
    if (found == behaviours.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ":", number, ": no behaviour of this name: ", rpc::Printable(name)));
    }
    if (found->level == testing::Level::kRecorded) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ":", number, ": is only recorded, and cannot fail: ", name));
    }
    names.insert(name);
  }
  return names;
}

bool Takes(const std::string& filter, const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(filter, absl::MaxSplits('-', 1));
  const bool wanted = parts[0].empty() || MatchesAny(parts[0], name);
  return wanted && !(parts.size() == 2 && MatchesAny(parts[1], name));
}

}  // namespace workbook::judge
