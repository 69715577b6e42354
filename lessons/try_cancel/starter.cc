// Cancelling a call: the client that has what it wants tells the server to stop.
#include "lessons/try_cancel/lesson.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace lesson {

absl::StatusOr<std::optional<::Feature>> FindFeature(::RouteGuide::Stub& stub,
                                                     const ::Rectangle& rectangle,
                                                     const IsWanted& is_wanted,
                                                     std::chrono::milliseconds timeout) {
  // TODO: list the features until one is wanted, cancel the call then, and wait for its end. Tell
  // this client's own cancellation from a call that failed.
  return absl::UnimplementedError("FindFeature is not written yet");
}

}  // namespace lesson
