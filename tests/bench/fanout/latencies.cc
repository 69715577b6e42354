#include "tests/bench/fanout/latencies.h"

#include <algorithm>
#include <bit>

namespace workbook::tests {
namespace {

// The four bits below the highest one: 16 buckets for each power of two.
constexpr int kBits = 4;

size_t BucketOf(uint64_t value) {
  const int shift = std::max(0, static_cast<int>(std::bit_width(value)) - 1 - kBits);
  return (static_cast<size_t>(shift) << kBits) + (value >> shift);
}

// The lowest value in a bucket.
uint64_t ValueOf(size_t bucket) {
  if (bucket < size_t{2} << kBits) return bucket;
  const size_t shift = (bucket >> kBits) - 1;
  return (bucket - (shift << kBits)) << shift;
}

}  // namespace

void Latencies::Add(std::chrono::nanoseconds each, size_t count) {
  buckets_.at(BucketOf(static_cast<uint64_t>(each.count()))) += count;
  total_ += count;
}

std::chrono::nanoseconds Latencies::Percentile(double part) const {
  const double wanted = part * static_cast<double>(total_);
  uint64_t seen = 0;
  for (size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
    seen += buckets_.at(bucket);
    if (seen > 0 && static_cast<double>(seen) >= wanted) {
      return std::chrono::nanoseconds(ValueOf(bucket));
    }
  }
  return {};
}

}  // namespace workbook::tests
