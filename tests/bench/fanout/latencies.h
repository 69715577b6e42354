// The latencies of deliveries in a histogram: a run has hundreds of millions of them.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace workbook::tests {

/// Counts times in buckets that grow with the time; a bucket's value is exact to 1/16.
class Latencies {
 public:
  /// Adds `count` deliveries that took `each`.
  void Add(std::chrono::nanoseconds each, size_t count);

  /// The quantile `part` of all deliveries; zero without deliveries.
  std::chrono::nanoseconds Percentile(double part) const;

 private:
  std::array<uint64_t, 64 * 16> buckets_{};
  uint64_t total_ = 0;
};

}  // namespace workbook::tests
