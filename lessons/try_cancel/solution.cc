// Cancelling a call: the client that has what it wants tells the server to stop.
#include "lessons/try_cancel/lesson.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace lesson {

absl::StatusOr<std::optional<::Feature>> FindFeature(::RouteGuide::Stub& stub,
                                                     const ::Rectangle& rectangle,
                                                     const IsWanted& is_wanted,
                                                     std::chrono::milliseconds timeout) {
  workbook::rpc::CallContext context(timeout);
  const auto reader = stub.ListFeatures(&context, rectangle);
  std::optional<::Feature> found;
  ::Feature feature;
  while (reader->Read(&feature)) {
    if (found || !is_wanted(feature)) continue;  // some may come after the cancellation
    found = feature;
    context.TryCancel();
  }
  const grpc::Status status = reader->Finish();
  if (found) return found;  // whatever the status: CANCELLED is this client's own doing
  if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
  return std::nullopt;
}

}  // namespace lesson
