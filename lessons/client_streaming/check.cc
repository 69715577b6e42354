// Passes when the summary covers the whole route, however long it is, and only complete routes are
// saved.
#include "lessons/check/check.h"

#include <cstdlib>
#include <future>
#include <memory>
#include <mutex>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/check/server_hook.h"
#include "lessons/check/test_server.h"
#include "lessons/client_streaming/lesson.h"
#include "route_guide/route_guide_client.h"
#include "rpc/channel.h"

namespace {

using workbook::conformance::IsOkAndHolds;
using workbook::lessons::check::InterceptionHookPoints;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::TestServer;

// On the equator, at whole degrees of longitude. A degree is 111194.93 m.
std::vector<::Point> At(const std::vector<int>& degrees) {
  std::vector<::Point> points;
  for (const int degree : degrees) points.emplace_back().set_longitude(degree * 10'000'000);
  return points;
}

// What a summary says of its route.
struct Route {
  explicit Route(const ::RouteSummary& summary)
      : points(summary.point_count()), metres(summary.distance()) {}

  int points;
  int metres;
};

std::string Describe(int points, int metres) {
  return absl::StrCat(points, points == 1 ? " point" : " points", " and ", metres, " m");
}

void PrintTo(const Route& route, std::ostream* out) {
  *out << Describe(route.points, route.metres);
}

MATCHER_P2(Has, points, metres, (negation ? "is not " : "") + Describe(points, metres)) {
  return arg.points == points && arg.metres == metres;
}

// The routes that a server has saved.
class SavedRoutes {
 public:
  lesson::Save AsSave() {
    return [this](const ::RouteSummary& summary) {
      const std::scoped_lock lock(mutex_);
      saved_.push_back(Describe(summary.point_count(), summary.distance()));
    };
  }

  std::string Text() const {
    const std::scoped_lock lock(mutex_);
    return saved_.empty() ? "nothing was saved" : "saved: " + absl::StrJoin(saved_, "; ");
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> saved_;
};

// What the server answers to each of `routes`, in calls one after another: the last answer.
absl::StatusOr<Route> LastOf(const std::vector<std::vector<::Point>>& routes, SavedRoutes& saved) {
  const TestServer server(lesson::MakeRouteGuide(saved.AsSave()), TestServer::Over::kLoopback);
  absl::StatusOr<Route> last = absl::UnknownError("no route");
  for (const std::vector<::Point>& points : routes) {
    const auto summary = workbook::route_guide::RouteGuideClient(server.channel())
                             .RecordRoute(points, [](const ::Point&) {});
    if (!summary.ok()) return summary.status();
    last = Route(*summary);
  }
  return last;
}

absl::StatusOr<Route> SummaryOf(const std::vector<::Point>& points) {
  SavedRoutes saved;
  return LastOf({points}, saved);
}

BEHAVIOUR(Lesson, SumsUpTheRoute, "The summary covers every point and every leg", "RecordRoute(") {
  // The sums are 222389.85 m and 1111949.27 m: rounded once, one goes up and one down.
  ASSERT_THAT(SummaryOf(At({10, 11, 12})), IsOkAndHolds(Has(3, 222'390)));
  EXPECT_THAT(SummaryOf(At({10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})),
              IsOkAndHolds(Has(11, 1'111'949)));
}

BEHAVIOUR(Lesson, TakesAnyPoint, "A point at 0, 0 is a point like any other", "RecordRoute(") {
  EXPECT_THAT(SummaryOf(At({1, 0, 1, 2})), IsOkAndHolds(Has(4, 333'585)));
}

BEHAVIOUR(Lesson, TakesLongRoutes, "The summary of a long route covers all its 2000 points",
          "RecordRoute(") {
  std::vector<int> degrees;
  for (int i = 0; i < 1000; ++i) degrees.insert(degrees.end(), {3, 4});
  EXPECT_THAT(SummaryOf(At(degrees)), IsOkAndHolds(Has(2000, 222'278'658)));
}

BEHAVIOUR(Lesson, TakesNoPoints, "A route without points gets a summary too, and OK",
          "RecordRoute(") {
  EXPECT_THAT(SummaryOf({}), IsOkAndHolds(Has(0, 0)));
}

BEHAVIOUR(Lesson, StartsAnew, "A second route has sums of its own", "RecordRoute(") {
  SavedRoutes saved;
  EXPECT_THAT(LastOf({At({10, 11, 12}), At({20, 21})}, saved), IsOkAndHolds(Has(2, 111'195)));
}

BEHAVIOUR(Lesson, SavesOnce, "A complete route is saved once, with the client's summary",
          "RecordRoute(") {
  SavedRoutes saved;
  const absl::StatusOr<Route> answer = LastOf({At({10, 11, 12})}, saved);
  ASSERT_THAT(answer, IsOkAndHolds(Has(3, 222'390)));
  EXPECT_THAT(saved.Text(), absl::StrCat("saved: ", Describe(answer->points, answer->metres)));
}

// Sends a point, and cancels when the server has received it. The server goes on once the client
// has gone.
std::string CancelAfterAPoint() {
  SavedRoutes saved;
  std::promise<void> received;
  std::promise<void> gone;
  std::once_flag first;
  const auto hold = [&](auto& methods) {
    if (methods.GetRecvMessage() == nullptr) return;  // the end of the stream
    std::call_once(first, [&] {
      received.set_value();
      gone.get_future().wait_for(workbook::rpc::kDefaultTimeout);
    });
  };
  {
    const TestServer server(
        lesson::MakeRouteGuide(saved.AsSave()), TestServer::Over::kInProcess,
        workbook::lessons::check::AddHook("/RouteGuide/RecordRoute",
                                          InterceptionHookPoints::POST_RECV_MESSAGE, hold));
    const auto stub = ::RouteGuide::NewStub(server.channel());
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    ::RouteSummary summary;
    const auto writer = stub->RecordRoute(&context, &summary);
    if (!writer->Write(At({10}).front()) ||
        received.get_future().wait_for(workbook::rpc::kDefaultTimeout) !=
            std::future_status::ready) {
      context.TryCancel();
      static_cast<void>(writer->Finish());
      return "the server did not read the point";
    }
    context.TryCancel();
    static_cast<void>(writer->Finish());
    gone.set_value();
  }  // the server waits for its handler
  return saved.Text();
}

BEHAVIOUR(Lesson, SavesNothingOfACancelledRoute,
          "When the client cancels in the middle, nothing is saved", "RecordRoute(") {
  EXPECT_THAT(CancelAfterAPoint(), "nothing was saved");
}

}  // namespace
