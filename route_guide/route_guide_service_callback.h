// The route guide's service, callback API: no call holds a thread while it waits, so a stream left
// open costs memory only. The one to deploy.
#pragma once

#include <memory>

#include "route_guide.grpc.pb.h"
#include "route_guide/feature_database.h"
#include "route_guide/note_board.h"

namespace workbook::route_guide {

class CallbackRouteGuideService final : public ::RouteGuide::CallbackService {
 public:
  /// All calls share the notes of `shared_notes`; without it each RouteChat has its own.
  explicit CallbackRouteGuideService(std::shared_ptr<const FeatureDatabase> features,
                                     std::shared_ptr<NoteBoard> shared_notes = nullptr);

  grpc::ServerUnaryReactor* GetFeature(grpc::CallbackServerContext* context, const ::Point* point,
                                       ::Feature* feature) override;
  grpc::ServerWriteReactor<::Feature>* ListFeatures(grpc::CallbackServerContext* context,
                                                    const ::Rectangle* rectangle) override;
  grpc::ServerReadReactor<::Point>* RecordRoute(grpc::CallbackServerContext* context,
                                                ::RouteSummary* summary) override;
  grpc::ServerBidiReactor<::RouteNote, ::RouteNote>* RouteChat(
      grpc::CallbackServerContext* context) override;

 private:
  const std::shared_ptr<const FeatureDatabase> features_;
  const std::shared_ptr<NoteBoard> shared_notes_;
};

}  // namespace workbook::route_guide
