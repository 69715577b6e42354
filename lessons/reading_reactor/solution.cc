// Reading in reactions: a reactor reads one message at a time, and finishes its call
// once, at whichever end comes first.
#include <utility>

#include "lessons/reading_reactor/lesson.h"
#include "rpc/status.h"

namespace lesson {
namespace {

// Serves one call, and deletes itself at its end.
class RecordRouteReactor final : public grpc::ServerReadReactor<::Point> {
 public:
  RecordRouteReactor(std::unique_ptr<Recording> recording, grpc::CallbackServerContext* context,
                     ::RouteSummary* summary)
      : recording_(std::move(recording)), context_(context), summary_(summary) {
    StartRead(&point_);
  }

  // Starts the next read, or finishes the call: one of the two. So no read follows a Finish.
  void OnReadDone(bool ok) override {
    if (!ok) return EndRoute();
    const absl::Status status = recording_->Add(point_);
    if (!status.ok()) return Finish(workbook::rpc::ToGrpcStatus(status));
    StartRead(&point_);
  }

  void OnDone() override { delete this; }

 private:
  // A cancellation needs no OnCancel here: it ends the read that is in flight.
  void EndRoute() {
    if (context_->IsCancelled()) return Finish(grpc::Status::CANCELLED);
    *summary_ = recording_->Save();
    Finish(grpc::Status::OK);
  }

  const std::unique_ptr<Recording> recording_;
  grpc::CallbackServerContext* const context_;
  ::RouteSummary* const summary_;
  ::Point point_;
};

class RouteGuide final : public ::RouteGuide::CallbackService {
 public:
  explicit RouteGuide(BeginRecording begin) : begin_(std::move(begin)) {}

 private:
  grpc::ServerReadReactor<::Point>* RecordRoute(grpc::CallbackServerContext* context,
                                                ::RouteSummary* summary) override {
    return new RecordRouteReactor(begin_(), context, summary);
  }

  const BeginRecording begin_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeRouteGuide(BeginRecording begin) {
  return std::make_unique<RouteGuide>(std::move(begin));
}

}  // namespace lesson
