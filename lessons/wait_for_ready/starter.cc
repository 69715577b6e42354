// Wait-for-ready: a client may start before its server.
#include "lessons/wait_for_ready/lesson.h"
#include "rpc/status.h"

namespace lesson {

absl::StatusOr<ecommerce::Order> GetOrder(const std::shared_ptr<grpc::Channel>& channel,
                                          const std::string& id, std::chrono::milliseconds timeout,
                                          const OnWait& on_wait) {
  // TODO: call getOrder. When it ends with UNAVAILABLE, call on_wait, and then getOrder again, this
  // time waiting for a server. Both calls have the same deadline, `timeout` from now.
  return absl::UnimplementedError("GetOrder is not written yet");
}

}  // namespace lesson
