// How late deliveries were: a histogram, since a run has hundreds of millions of them.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace workbook::bench {

/// Counts times in buckets that grow with the time: each is within 1/16 of what it stands for.
class Latencies {
 public:
  /// `count` deliveries that took `each`.
  void Add(std::chrono::nanoseconds each, size_t count);

  /// What the fraction `part` of all deliveries did not exceed; zero when there were none.
  std::chrono::nanoseconds Percentile(double part) const;

 private:
  std::array<uint64_t, 64 * 16> buckets_{};
  uint64_t total_ = 0;
};

}  // namespace workbook::bench
