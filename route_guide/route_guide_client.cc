#include "route_guide/route_guide_client.h"

#include <thread>

#include "rpc/status.h"

namespace workbook::route_guide {

absl::StatusOr<::Feature> RouteGuideClient::GetFeature(const ::Point& point) {
  rpc::CallContext context(timeout_);
  ::Feature feature;
  const grpc::Status status = stub_->GetFeature(&context, point, &feature);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return feature;
}

absl::Status RouteGuideClient::ListFeatures(
    const ::Rectangle& rectangle, const std::function<void(const ::Feature&)>& on_feature) {
  rpc::CallContext context(timeout_);
  const auto reader = stub_->ListFeatures(&context, rectangle);
  ::Feature feature;
  while (reader->Read(&feature)) on_feature(feature);
  return rpc::FromGrpcStatus(reader->Finish());
}

absl::StatusOr<::RouteSummary> RouteGuideClient::RecordRoute(
    const std::vector<::Point>& points, const std::function<void(const ::Point&)>& on_point) {
  rpc::CallContext context(timeout_);
  ::RouteSummary summary;
  const auto writer = stub_->RecordRoute(&context, &summary);
  for (const ::Point& point : points) {
    on_point(point);
    if (!writer->Write(point)) break;  // the call has ended; Finish has the reason
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return summary;
}

absl::Status RouteGuideClient::RouteChat(const std::vector<::RouteNote>& notes,
                                         const std::function<void(const ::RouteNote&)>& on_note,
                                         const std::function<void(const ::RouteNote&)>& on_answer) {
  rpc::CallContext context(timeout_);
  const auto stream = stub_->RouteChat(&context);
  // The server stops reading notes while the client does not read its answers: a client that first
  // writes all notes and then reads could wait for ever.
  std::jthread writer([&] {
    for (const ::RouteNote& note : notes) {
      on_note(note);
      if (!stream->Write(note)) break;
    }
    stream->WritesDone();
  });
  ::RouteNote answer;
  while (stream->Read(&answer)) on_answer(answer);
  writer.join();
  return rpc::FromGrpcStatus(stream->Finish());
}

}  // namespace workbook::route_guide
