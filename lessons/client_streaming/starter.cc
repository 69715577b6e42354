// Client streaming: any number of messages come in, and one reply goes out.
#include <cmath>
#include <optional>
#include <utility>

#include "lessons/client_streaming/lesson.h"
#include "route_guide/geo.h"

namespace lesson {
namespace {

using workbook::route_guide::DistanceInMetres;

class RouteGuide final : public ::RouteGuide::Service {
 public:
  explicit RouteGuide(Save save) : save_(std::move(save)) {}

 private:
  // gRPC sends `summary` when this returns OK, and not before. A route may be of any length: keep
  // sums, not points.
  grpc::Status RecordRoute(grpc::ServerContext* context, grpc::ServerReader<::Point>* reader,
                           ::RouteSummary* summary) override {
    // TODO: read the route to its end and fill in the summary. If the route is complete, save it.
    return {grpc::StatusCode::UNIMPLEMENTED, "RecordRoute is not written yet"};
  }

  const Save save_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeRouteGuide(Save save) {
  return std::make_unique<RouteGuide>(std::move(save));
}

}  // namespace lesson
