// Does not look at what Write returns: all points are made and sent to nobody.
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
    writer->Write(*point);
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
  return summary;
}

}  // namespace lesson
