// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <memory>
#include <vector>

#include "route_guide.grpc.pb.h"

namespace lesson {

/// Limits how many calls run at the same time. It trusts its callers: a Release without a
/// TryAcquire makes the count wrong from then on. Thread-safe.
class CallQuota {
 public:
  explicit CallQuota(int slots) : free_(slots) {}

  /// False when no slot is free.
  bool TryAcquire() {
    int free = free_;
    while (free > 0) {
      if (free_.compare_exchange_weak(free, free - 1)) return true;
    }
    return false;
  }
  void Release() { ++free_; }

  int free() const { return free_; }

 private:
  std::atomic<int> free_;
};

/// A RouteGuide whose ListFeatures sends all features, whatever the rectangle. Each call holds a
/// slot of `quota` while it lasts; without a free slot it ends with RESOURCE_EXHAUSTED. `quota` has
/// to outlive the service.
std::unique_ptr<grpc::Service> MakeRouteGuide(std::vector<::Feature> features, CallQuota& quota);

}  // namespace lesson
