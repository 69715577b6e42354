// Never says that it is done: the server waits for a point, and the client for the server.
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
    if (!writer->Write(*point)) break;  // the call is over; Finish knows why
  }
  const grpc::Status status = writer->Finish();
  if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
  return summary;
}

}  // namespace lesson
