// Reading in reactions: a reactor reads one message at a time, and finishes its call
// once, at whichever end comes first.
#include <utility>

#include "lessons/reading_reactor/lesson.h"
#include "rpc/status.h"

namespace lesson {
namespace {

// TODO: write a class RecordRouteReactor, a grpc::ServerReadReactor<::Point> that serves one call,
// and let RecordRoute return a new one.

class RouteGuide final : public ::RouteGuide::CallbackService {
 public:
  explicit RouteGuide(BeginRecording begin) : begin_(std::move(begin)) {}

 private:
  grpc::ServerReadReactor<::Point>* RecordRoute(grpc::CallbackServerContext* context,
                                                ::RouteSummary* summary) override {
    return nullptr;  // gRPC answers UNIMPLEMENTED
  }

  const BeginRecording begin_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeRouteGuide(BeginRecording begin) {
  return std::make_unique<RouteGuide>(std::move(begin));
}

}  // namespace lesson
