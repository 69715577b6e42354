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
    int points = 0;
    double metres = 0;
    std::optional<::Point> last;
    ::Point point;
    while (reader->Read(&point)) {
      ++points;
      if (last) metres += DistanceInMetres(*last, point);
      last = point;
    }
    if (context->IsCancelled()) return grpc::Status::CANCELLED;  // the route is not complete
    summary->set_point_count(points);
    summary->set_distance(static_cast<int>(std::lround(metres)));
    save_(*summary);
    return grpc::Status::OK;
  }

  const Save save_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeRouteGuide(Save save) {
  return std::make_unique<RouteGuide>(std::move(save));
}

}  // namespace lesson
