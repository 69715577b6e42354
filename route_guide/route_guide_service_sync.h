// The route guide's service, synchronous API: each handler has its own thread, reads and writes in
// plain loops, and its return ends the call. The one to read first: each method's steps stand in
// the order in which they happen.
#pragma once

#include <memory>

#include "route_guide.grpc.pb.h"
#include "route_guide/feature_database.h"
#include "route_guide/note_board.h"
#include "rpc/server.h"

namespace workbook::route_guide {

class SyncRouteGuideService final : public rpc::Servable, private ::RouteGuide::Service {
 public:
  /// Every open stream holds a thread. Beyond this many a call fails with RESOURCE_EXHAUSTED.
  static constexpr int kMaxThreads = 200;

  /// All calls share the notes of `shared_notes`; without it each RouteChat has its own.
  explicit SyncRouteGuideService(std::shared_ptr<const FeatureDatabase> features,
                                 std::shared_ptr<NoteBoard> shared_notes = nullptr,
                                 int max_threads = kMaxThreads);

  void Register(grpc::ServerBuilder& builder) override;

 private:
  grpc::Status GetFeature(grpc::ServerContext* context, const ::Point* point,
                          ::Feature* feature) override;
  grpc::Status ListFeatures(grpc::ServerContext* context, const ::Rectangle* rectangle,
                            grpc::ServerWriter<::Feature>* writer) override;
  grpc::Status RecordRoute(grpc::ServerContext* context, grpc::ServerReader<::Point>* reader,
                           ::RouteSummary* summary) override;
  grpc::Status RouteChat(grpc::ServerContext* context,
                         grpc::ServerReaderWriter<::RouteNote, ::RouteNote>* stream) override;

  const std::shared_ptr<const FeatureDatabase> features_;
  const std::shared_ptr<NoteBoard> shared_notes_;
  const int max_threads_;
};

}  // namespace workbook::route_guide
