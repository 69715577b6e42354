// Server streaming: one request comes in, and any number of messages go out.
#include <utility>

#include "lessons/server_streaming/lesson.h"

namespace lesson {
namespace {

// Borders included; `lo` is the lower corner in both directions.
bool IsWithin(const ::Rectangle& rectangle, const ::Point& point) {
  return rectangle.lo().latitude() <= point.latitude() &&
         point.latitude() <= rectangle.hi().latitude() &&
         rectangle.lo().longitude() <= point.longitude() &&
         point.longitude() <= rectangle.hi().longitude();
}

class RouteGuide final : public ::RouteGuide::Service {
 public:
  explicit RouteGuide(std::shared_ptr<const FeatureList> features)
      : features_(std::move(features)) {}

 private:
  // The call lasts until this returns. The status goes out after the last message.
  grpc::Status ListFeatures(grpc::ServerContext* /*context*/, const ::Rectangle* rectangle,
                            grpc::ServerWriter<::Feature>* writer) override {
    for (size_t i = 0; const ::Feature* feature = features_->At(i); ++i) {
      if (!IsWithin(*rectangle, feature->location())) continue;
      if (!writer->Write(*feature)) return grpc::Status::CANCELLED;  // the client has gone
    }
    return grpc::Status::OK;
  }

  const std::shared_ptr<const FeatureList> features_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeRouteGuide(std::shared_ptr<const FeatureList> features) {
  return std::make_unique<RouteGuide>(std::move(features));
}

}  // namespace lesson
