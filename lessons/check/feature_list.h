// A route guide's features, for the lessons on streams. A check can ask how far into the list a
// call got.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <vector>

#include "route_guide.pb.h"

namespace workbook::lessons::check {

/// Thread-safe.
class FeatureList {
 public:
  /// "stop 1" at latitude 1, "stop 2" at latitude 2 and so on, all at longitude 0.
  explicit FeatureList(int count) {
    for (int i = 1; i <= count; ++i) {
      ::Feature feature;
      feature.set_name("stop " + std::to_string(i));
      feature.mutable_location()->set_latitude(i);
      features_.push_back(feature);
    }
  }

  /// The feature at `index`, from 0; null after the last. Valid while the list lives.
  const ::Feature* At(size_t index) const {
    if (index >= features_.size()) return nullptr;
    size_t reached = reached_;
    while (reached <= index && !reached_.compare_exchange_weak(reached, index + 1)) {
    }
    return &features_[index];
  }

  /// How many features the furthest call got to.
  size_t reached() const { return reached_; }

 private:
  std::vector<::Feature> features_;
  mutable std::atomic<size_t> reached_{0};
};

}  // namespace workbook::lessons::check
