// Half-close and an early Finish: the client tells the server when it is done, and
// stops when the server is.
#include "lessons/early_finish/lesson.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace lesson {

absl::StatusOr<::RouteSummary> RecordRoute(::RouteGuide::Stub& stub, const NextPoint& next_point,
                                           std::chrono::milliseconds timeout) {
  workbook::rpc::CallContext context(timeout);
  ::RouteSummary summary;
  const auto writer = stub.RecordRoute(&context, &summary);
  while (const std::optional<::Point> point = next_point()) {
    if (!writer->Write(*point)) break;  // the call is over; Finish gives the reason
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
  return summary;
}

}  // namespace lesson
