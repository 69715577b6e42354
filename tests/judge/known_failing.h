// Names of behaviours: in a list of those that are known to fail, and in --filter.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "contract/behaviour.h"

namespace workbook::judge {

/// Reads a list, one name a line; what follows a `#` is a comment. NOT_FOUND when the file cannot
/// be read; INVALID_ARGUMENT, with the line's number, for a name that none of `behaviours` has, or
/// one that is only recorded and cannot fail: a list that nobody looks at must not rot.
absl::StatusOr<std::set<std::string>> ReadKnownFailing(
    const std::string& path, const std::vector<testing::Behaviour>& behaviours);

/// Whether `filter` takes `name`: patterns with `*` and `?` separated by colons, and behind a `-`
/// those to leave out, as in --gtest_filter.
bool Takes(const std::string& filter, const std::string& name);

}  // namespace workbook::judge
