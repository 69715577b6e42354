#include "tests/bench/fanout/results.h"

#include <algorithm>

namespace workbook::tests {

std::optional<double> Results::Median(const std::string& system, const Load& load,
                                      Measure measure) const {
  const auto found = values_.find({system, load, measure});
  if (found == values_.end()) return std::nullopt;
  std::vector<double> values = found->second;
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::set<Load> Results::Loads(Measure measure) const {
  std::set<Load> loads;
  for (const auto& [key, values] : values_) {
    if (key.measure == measure) loads.insert(key.load);
  }
  return loads;
}

}  // namespace workbook::tests
