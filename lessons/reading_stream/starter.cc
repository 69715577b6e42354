// Reading a stream: the client reads messages until there are no more, and then asks
// how the call ended.
#include "lessons/reading_stream/lesson.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace lesson {

absl::StatusOr<int> ListFeatures(::RouteGuide::Stub& stub, const ::Rectangle& rectangle,
                                 const Show& show, std::chrono::milliseconds timeout) {
  // TODO: ask for the features in the rectangle, in a call with a deadline. Show each when it
  // arrives; return their number when the list is complete, else the status of the call.
  return absl::UnimplementedError("ListFeatures is not written yet");
}

}  // namespace lesson
