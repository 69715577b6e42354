// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <memory>
#include <vector>

#include "route_guide.grpc.pb.h"

namespace lesson {

/// How many calls may last at once. It trusts its callers: what was not taken can be given back,
/// and the count is wrong from then on. Thread-safe.
class Seats {
 public:
  explicit Seats(int count) : free_(count) {}

  /// False when none is free.
  bool Take() {
    int free = free_;
    while (free > 0) {
      if (free_.compare_exchange_weak(free, free - 1)) return true;
    }
    return false;
  }
  void GiveBack() { ++free_; }

  int free() const { return free_; }

 private:
  std::atomic<int> free_;
};

/// A RouteGuide that can ListFeatures: all of them, whatever the rectangle. A call holds a seat for
/// as long as it lasts, and ends with RESOURCE_EXHAUSTED when there is none. `seats` has to outlive
/// the service.
std::unique_ptr<grpc::Service> MakeRouteGuide(std::vector<::Feature> features, Seats& seats);

}  // namespace lesson
