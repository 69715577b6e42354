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
    WriteNext();
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    WriteNext();
  }

  void OnDone() override { delete this; }

 private:
  // Starts one write, or finishes the call: one of the two, so that one operation is in flight.
  void WriteNext() {
    const ::Feature* feature = features_->At(next_++);
    if (feature == nullptr) return Finish(grpc::Status::OK);
    StartWrite(feature);
  }

  const std::shared_ptr<const FeatureList> features_;
  size_t next_ = 0;
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
