// Names of behaviours: in the list of those that are known to fail, and in --filter.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "conformance/behaviour.h"

namespace workbook::conformance::runner {

/// Reads a list, one name a line; what follows a `#` is a comment. The status of ReadTextFile
/// when it cannot be read; INVALID_ARGUMENT, with the line's number, for a name that none of
/// `behaviours` has, or one that is recorded and cannot fail. So a list cannot go out of date
/// unnoticed.
absl::StatusOr<std::set<std::string>> ReadKnownFailing(const std::string& path,
                                                       const std::vector<Behaviour>& behaviours);

/// As in --gtest_filter: patterns with `*` and `?`, separated by colons; after a `-` those to
/// exclude.
bool Matches(const std::string& filter, const std::string& name);

}  // namespace workbook::conformance::runner
