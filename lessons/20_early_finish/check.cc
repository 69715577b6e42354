// Lesson 20 holds when both ends of a call are seen: that of the points, and that of the server.
#include "lessons/check/check.h"

#include <chrono>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "lesson.h"
#include "lessons/check/served.h"

namespace {

using std::chrono::seconds;
using workbook::check::Served;
using workbook::testing::Gives;
using workbook::testing::StatusIs;

// Counts the points of a route. It ends the call at the point of latitude 3, if there is one.
class Guide final : public ::RouteGuide::Service {
  grpc::Status RecordRoute(grpc::ServerContext* /*context*/, grpc::ServerReader<::Point>* reader,
                           ::RouteSummary* summary) override {
    ::Point point;
    while (reader->Read(&point)) {
      if (point.latitude() == 3) {
        return {grpc::StatusCode::INVALID_ARGUMENT, "the road ends at latitude 3"};
      }
      summary->set_point_count(summary->point_count() + 1);
    }
    return grpc::Status::OK;
  }
};

// Points at latitudes from `first` to `last`.
class Road {
 public:
  Road(int first, int last) : next_(first), first_(first), last_(last) {}

  lesson::NextPoint Walk() {
    return [this]() -> std::optional<::Point> {
      if (next_ > last_) return std::nullopt;
      ::Point point;
      point.set_latitude(next_++);
      return point;
    };
  }

  int walked() const { return next_ - first_; }

 private:
  int next_;
  const int first_;
  const int last_;
};

absl::StatusOr<std::string> Record(Road& road) {
  // The window stays at 64 KiB. gRPC would make it larger while the server is held up, until all
  // the points were on their way before the end.
  const Served served(std::make_unique<Guide>(), Served::Over::kLoopback,
                      [](grpc::ServerBuilder& builder) {
                        builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
                      });
  const auto stub = ::RouteGuide::NewStub(served.channel());
  const auto summary = lesson::RecordRoute(*stub, road.Walk(), seconds(5));
  if (!summary.ok()) return summary.status();
  return absl::StrCat("points: ", summary->point_count());
}

HOLDS(SaysThatItIsDone, "After the last point the server is told so, and answers", "Finish()") {
  Road road(10, 12);
  EXPECT_THAT(Record(road), Gives(std::string("points: 3")));
}

HOLDS(GivesTheReason, "When the server ends the call, its reason is returned", "Finish()") {
  Road road(1, 30'000);
  EXPECT_THAT(Record(road),
              StatusIs(absl::StatusCode::kInvalidArgument, "the road ends at latitude 3"));
}

HOLDS(StopsWithTheServer, "No more points are made once the server has ended the call",
      "next_point())") {
  constexpr int kAll = 30'000;
  Road road(1, kAll);
  static_cast<void>(Record(road));
  const std::string outcome = road.walked() < kAll ? "it stopped" : "it made all the points";
  EXPECT_THAT(outcome, "it stopped");
}

}  // namespace
