// What the chat has to reach: ratios of figures of one run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/fanout/results.h"

namespace workbook::bench {

struct Target {
  std::string what;
  double limit = 0;  ///< the highest value that meets it
  std::optional<double> (*value)(const Results& results);
};

const std::vector<Target>& AllTargets();

}  // namespace workbook::bench
