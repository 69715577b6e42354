// grpc.health.v1 on the loops. gRPC's own health service uses the callback API: its threads would
// wait for the same sockets as the loops and wake for each other's events, which makes each
// delivered message slower (docs/benchmarks.md).
#pragma once

#include <vector>

#include "chat/core/rooms.h"
#include "chat/server/loop.h"
#include "health.grpc.pb.h"

namespace workbook::chat::server {

/// Raw: requests and replies are bytes (wire.h).
using RawHealthService = grpc::health::v1::Health::WithRawMethod_Check<
    grpc::health::v1::Health::WithRawMethod_Watch<grpc::health::v1::Health::Service>>;

/// The server as a whole, "", is SERVING until the rooms close. Other services are unknown.
class HealthService final : public RawHealthService {
 public:
  /// `rooms` has to outlive the server.
  explicit HealthService(const core::Rooms& rooms) : rooms_(rooms) {}

  std::vector<StartCall> calls();

 private:
  const core::Rooms& rooms_;
};

}  // namespace workbook::chat::server
