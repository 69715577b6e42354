// Lesson 20, half-close and an early Finish: a client says when it is done, and hears when the
// server is.
#include "lesson.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace lesson {

absl::StatusOr<::RouteSummary> RecordRoute(::RouteGuide::Stub& stub, const NextPoint& next_point,
                                           std::chrono::milliseconds timeout) {
  workbook::rpc::CallContext context(timeout);
  ::RouteSummary summary;
  const auto writer = stub.RecordRoute(&context, &summary);
  while (const std::optional<::Point> point = next_point()) {
    // TODO: stop when the server has ended the call.
    writer->Write(*point);
  }
  // TODO: tell the server that this was all.
  const grpc::Status status = writer->Finish();
  if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
  return summary;
}

}  // namespace lesson
