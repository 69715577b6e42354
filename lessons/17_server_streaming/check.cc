// Lesson 17 holds when a client gets the features of its rectangle, and the server stops when the
// client does.
#include "lessons/check/check.h"

#include <grpcpp/support/server_interceptor.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "lesson.h"
#include "lessons/check/served.h"
#include "route_guide/route_guide_client.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::ServerInterceptorFactoryInterface;
using workbook::check::Served;
using workbook::route_guide::RouteGuideClient;
using workbook::testing::Gives;
using workbook::testing::HasCode;

// A rectangle around longitude 0.
::Rectangle Between(int south, int north) {
  ::Rectangle rectangle;
  rectangle.mutable_lo()->set_latitude(south);
  rectangle.mutable_lo()->set_longitude(-1);
  rectangle.mutable_hi()->set_latitude(north);
  rectangle.mutable_hi()->set_longitude(1);
  return rectangle;
}

// With commas between them.
absl::StatusOr<std::string> NamesWithin(const ::Rectangle& rectangle) {
  const Served served(lesson::MakeRouteGuide(std::make_shared<lesson::FeatureList>(9)));
  std::vector<std::string> names;
  const absl::Status status =
      RouteGuideClient(served.channel()).ListFeatures(rectangle, [&](const ::Feature& feature) {
        names.push_back(feature.name());
      });
  if (!status.ok()) return status;
  return absl::StrJoin(names, ", ");
}

HOLDS(ListsTheRectangle, "All features in the rectangle come, one message each", "IsWithin(*") {
  EXPECT_THAT(NamesWithin(Between(2, 4)), Gives(std::string("stop 2, stop 3, stop 4")));
}

HOLDS(EndsWithNothing, "A rectangle without features gives an empty list, and OK", "IsWithin(*") {
  EXPECT_THAT(NamesWithin(Between(100, 200)), Gives(std::string()));
}

// Notes the status that a handler returned, also when no client hears it any more.
class StatusWatch final : public grpc::experimental::Interceptor {
 public:
  explicit StatusWatch(absl::Status& returned) : returned_(returned) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      returned_ = workbook::rpc::FromGrpcStatus(methods->GetSendStatus());
    }
    methods->Proceed();
  }

 private:
  absl::Status& returned_;
};

class StatusWatches final : public ServerInterceptorFactoryInterface {
 public:
  explicit StatusWatches(absl::Status& returned) : returned_(returned) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* /*info*/) override {
    return new StatusWatch(returned_);
  }

 private:
  absl::Status& returned_;
};

// What became of a list of kStops features whose client leaves after the first.
constexpr int kStops = 1000;
struct Abandoned {
  std::string first = "no feature";  // what the client read
  size_t reached = 0;                // how far down the list the server went
  absl::Status returned = absl::UnknownError("the handler has not returned");
};

Abandoned LeaveAfterTheFirst() {
  Abandoned list;
  const auto features = std::make_shared<lesson::FeatureList>(kStops);
  {
    const Served served(lesson::MakeRouteGuide(features), Served::Over::kInProcess,
                        [&list](grpc::ServerBuilder& builder) {
                          std::vector<std::unique_ptr<ServerInterceptorFactoryInterface>> factories;
                          factories.push_back(std::make_unique<StatusWatches>(list.returned));
                          builder.experimental().SetInterceptorCreators(std::move(factories));
                        });
    const auto stub = ::RouteGuide::NewStub(served.channel());
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    const auto reader = stub->ListFeatures(&context, Between(0, kStops));
    ::Feature feature;
    if (reader->Read(&feature)) list.first = feature.name();
    context.TryCancel();
    static_cast<void>(reader->Finish());
  }  // the server waits for its handler
  list.reached = features->reached();
  return list;
}

HOLDS(StopsWithTheClient, "The server stops soon after the client has left", "IsWithin(*") {
  const Abandoned list = LeaveAfterTheFirst();
  ASSERT_THAT(list.first, "stop 1");
  const std::string outcome =
      list.reached < kStops ? "it stopped" : "it looked at all 1000 features";
  EXPECT_THAT(outcome, "it stopped");
}

HOLDS(SaysWhyItStopped, "The list that it broke off ends with CANCELLED", "IsWithin(*") {
  const Abandoned list = LeaveAfterTheFirst();
  ASSERT_THAT(list.first, "stop 1");
  EXPECT_THAT(list.returned, HasCode(absl::StatusCode::kCancelled));
}

}  // namespace
