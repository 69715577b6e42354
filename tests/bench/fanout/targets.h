// The targets of the chat: ratios between figures of one run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/bench/fanout/results.h"

namespace workbook::tests {

struct Target {
  std::string what;
  double limit = 0;  ///< the highest value that meets it
  std::optional<double> (*value)(const Results& results);
};

const std::vector<Target>& AllTargets();

}  // namespace workbook::tests
