// The measurements of all rounds.
#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace workbook::tests {

/// The load. All zero except `readers`: idle readers.
struct Load {
  size_t readers = 0;
  size_t bytes = 0;    ///< in a message
  size_t burst = 0;    ///< messages published back to back before all of them are awaited
  size_t stalled = 0;  ///< readers beside the others that take nothing

  auto operator<=>(const Load&) const = default;
};

/// The measurements under a load, and those of idle readers.
enum class Measure {
  kPerSecond,  ///< messages delivered, over all readers
  kServerCpu,  ///< microseconds of the server for each of them, user and system
  kMedian,     ///< microseconds from the start of the burst to a delivery
  kPercentile99,
  kIdleMemory,  ///< bytes of the server for each idle reader
  kIdleCpu,     ///< per cent of one core, all idle readers together
};

class Results {
 public:
  void Add(const std::string& system, const Load& load, Measure measure, double value) {
    values_[{system, load, measure}].push_back(value);
  }

  /// The median over the rounds; none without a measurement.
  std::optional<double> Median(const std::string& system, const Load& load, Measure measure) const;

  /// The loads for which `measure` was taken.
  std::set<Load> Loads(Measure measure) const;

 private:
  struct Key {
    std::string system;
    Load load;
    Measure measure;
    auto operator<=>(const Key&) const = default;
  };
  std::map<Key, std::vector<double>> values_;
};

}  // namespace workbook::tests
