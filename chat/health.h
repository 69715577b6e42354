// grpc.health.v1 on the loops. gRPC brings a health service of its own, but on the callback API:
// its threads would wait for the same sockets as the loops do, and wake for each other's events,
// and each delivered message would pay for that (docs/benchmarks.md).
#pragma once

#include <grpcpp/grpcpp.h>

#include "chat/methods.h"
#include "chat/rooms.h"
#include "health.grpc.pb.h"

namespace workbook::chat {

/// Raw: requests and replies are bytes, see wire.h.
using RawHealthService = grpc::health::v1::Health::WithRawMethod_Check<
    grpc::health::v1::Health::WithRawMethod_Watch<grpc::health::v1::Health::Service>>;

/// The server as a whole, "", is SERVING until the rooms are closed; of other services it knows
/// nothing.
class HealthService final : public RawHealthService {
 public:
  /// `rooms` has to outlive the server.
  explicit HealthService(const Rooms& rooms) : rooms_(rooms) {}

  Methods methods();

 private:
  const Rooms& rooms_;
};

}  // namespace workbook::chat
