// The route guide's service, synchronous API: a handler has a thread of its own, reads and writes
// in plain loops, and its return ends the call. The one to read first: what each method does is
// written down in the order in which it happens.
#pragma once

#include <memory>

#include "route_guide.grpc.pb.h"
#include "route_guide/feature_database.h"
#include "route_guide/note_board.h"
#include "rpc/server.h"

namespace workbook::route_guide {

class SyncRouteGuideService final : public rpc::Servable, private ::RouteGuide::Service {
 public:
  /// Every open stream holds a thread, and this many there are. A call that finds none left fails
  /// with RESOURCE_EXHAUSTED.
  static constexpr int kMaxThreads = 200;

  /// Notes are shared by all callers on `shared_notes`; without it each RouteChat has its own.
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
