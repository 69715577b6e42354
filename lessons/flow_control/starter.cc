// Flow control: with the callback API one write is in flight, and the next one starts
// when the reader has made room.
#include <utility>

#include "lessons/flow_control/lesson.h"

namespace lesson {
namespace {

// Serves one call, and deletes itself at its end.
class ListFeaturesReactor final : public grpc::ServerWriteReactor<::Feature> {
 public:
  explicit ListFeaturesReactor(std::shared_ptr<const FeatureList> features)
      : features_(std::move(features)) {
    // TODO: write all features, each when gRPC has room for it, and finish the call once.
    Finish({grpc::StatusCode::UNIMPLEMENTED, "the reactor writes nothing yet"});
  }

  void OnDone() override { delete this; }

 private:
  const std::shared_ptr<const FeatureList> features_;
};

class RouteGuide final : public ::RouteGuide::CallbackService {
 public:
  explicit RouteGuide(std::shared_ptr<const FeatureList> features)
      : features_(std::move(features)) {}

 private:
  grpc::ServerWriteReactor<::Feature>* ListFeatures(grpc::CallbackServerContext* /*context*/,
                                                    const ::Rectangle* /*rectangle*/) override {
    return new ListFeaturesReactor(features_);
  }

  const std::shared_ptr<const FeatureList> features_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeRouteGuide(std::shared_ptr<const FeatureList> features) {
  return std::make_unique<RouteGuide>(std::move(features));
}

}  // namespace lesson
