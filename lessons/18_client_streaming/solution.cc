// Lesson 18, client streaming: any number of messages come in, and one reply goes out.
#include <cmath>
#include <optional>

#include "lesson.h"
#include "route_guide/geo.h"

namespace lesson {
namespace {

// Keeps the sums and the last point, not the points: a route may be as long as it likes.
class Route {
 public:
  void Add(const ::Point& point) {
    ++points_;
    if (last_) metres_ += workbook::route_guide::DistanceInMetres(*last_, point);
    last_ = point;
  }

  ::RouteSummary Summary() const {
    ::RouteSummary summary;
    summary.set_point_count(points_);
    summary.set_distance(static_cast<int>(std::lround(metres_)));
    return summary;
  }

 private:
  int points_ = 0;
  double metres_ = 0;
  std::optional<::Point> last_;
};

class RouteGuide final : public ::RouteGuide::Service {
  // `summary` goes out when this returns OK, and not before.
  grpc::Status RecordRoute(grpc::ServerContext* /*context*/, grpc::ServerReader<::Point>* reader,
                           ::RouteSummary* summary) override {
    Route route;
    ::Point point;
    while (reader->Read(&point)) route.Add(point);
    *summary = route.Summary();
    return grpc::Status::OK;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeRouteGuide() { return std::make_unique<RouteGuide>(); }

}  // namespace lesson
