#include "route_guide/route_guide_service_sync.h"

#include <utility>

#include "route_guide/geo.h"
#include "route_guide/route_recorder.h"
#include "rpc/status.h"
#include "rpc/stream_end.h"

namespace workbook::route_guide {

SyncRouteGuideService::SyncRouteGuideService(std::shared_ptr<const FeatureDatabase> features,
                                             std::shared_ptr<NoteBoard> shared_notes,
                                             int max_threads)
    : features_(std::move(features)),
      shared_notes_(std::move(shared_notes)),
      max_threads_(max_threads) {}

void SyncRouteGuideService::Register(grpc::ServerBuilder& builder) {
  builder.RegisterService(this);
  // Without a limit, a client that leaves streams open creates threads until memory runs out.
  builder.SetResourceQuota(grpc::ResourceQuota("route_guide").SetMaxThreads(max_threads_));
}

grpc::Status SyncRouteGuideService::GetFeature(grpc::ServerContext* /*context*/,
                                               const ::Point* point, ::Feature* feature) {
  if (const absl::Status status = CheckPoint(*point); !status.ok()) {
    return rpc::ToGrpcStatus(status);
  }
  if (const ::Feature* found = features_->Find(*point); found != nullptr) {
    *feature = *found;
  } else {
    *feature->mutable_location() = *point;
  }
  return grpc::Status::OK;
}

grpc::Status SyncRouteGuideService::ListFeatures(grpc::ServerContext* /*context*/,
                                                 const ::Rectangle* rectangle,
                                                 grpc::ServerWriter<::Feature>* writer) {
  if (const absl::Status status = CheckRectangle(*rectangle); !status.ok()) {
    return rpc::ToGrpcStatus(status);
  }
  // Before the first write, which has the buffer hint: gRPC 1.51 would hold the headers back too,
  // and complete the write only once they are sent.
  writer->SendInitialMetadata();
  FeatureDatabase::Walk walk = features_->Within(Bounds(*rectangle));
  while (const ::Feature* feature = walk.Next()) {
    // gRPC may collect small messages into one packet; the end of the call sends what is left.
    if (!writer->Write(*feature, grpc::WriteOptions().set_buffer_hint())) {
      return grpc::Status::CANCELLED;  // the client has gone; nothing receives this status
    }
  }
  return grpc::Status::OK;
}

grpc::Status SyncRouteGuideService::RecordRoute(grpc::ServerContext* /*context*/,
                                                grpc::ServerReader<::Point>* reader,
                                                ::RouteSummary* summary) {
  RouteRecorder recorder(*features_);
  ::Point point;
  while (rpc::MarkAndRead(*reader, point)) {
    if (const absl::Status status = CheckPoint(point); !status.ok()) {
      return rpc::ToGrpcStatus(status);
    }
    recorder.Add(point);
  }
  if (const absl::Status end = rpc::StreamEndStatus(point); !end.ok())
    return rpc::ToGrpcStatus(end);
  *summary = recorder.Summary();
  return grpc::Status::OK;
}

grpc::Status SyncRouteGuideService::RouteChat(
    grpc::ServerContext* /*context*/, grpc::ServerReaderWriter<::RouteNote, ::RouteNote>* stream) {
  NoteBoard own_notes;
  NoteBoard& notes = shared_notes_ != nullptr ? *shared_notes_ : own_notes;
  ::RouteNote note;
  while (rpc::MarkAndRead(*stream, note)) {
    if (const absl::Status status = CheckPoint(note.location()); !status.ok()) {
      return rpc::ToGrpcStatus(status);
    }
    for (const NotePtr& earlier : notes.Post(std::move(note))) {
      if (!stream->Write(*earlier)) return grpc::Status::CANCELLED;
    }
  }
  return rpc::ToGrpcStatus(rpc::StreamEndStatus(note));
}

}  // namespace workbook::route_guide
