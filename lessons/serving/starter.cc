// A server from start to stop: builder, port, service, and the end of the last call.
#include "lessons/serving/lesson.h"

namespace lesson {

absl::Status Serve(const std::string& address, grpc::Service& service, const OnReady& on_ready,
                   const WaitForStop& wait_for_stop, std::chrono::milliseconds grace_period) {
  // TODO: build a server, report its port, serve until the stop, and shut the server down.
  return absl::UnimplementedError("Serve is not written yet");
}

}  // namespace lesson
