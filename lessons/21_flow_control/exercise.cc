// Lesson 21, flow control: with the callback API one write is in flight, and the next one follows
// when the reader has made room.
#include <utility>

#include "lesson.h"

namespace lesson {
namespace {

// One call. It has one write in flight, whose reaction starts the next or finishes the call: so no
// two reactions run at once, no lock is needed, and it is finished once.
class ListFeaturesReactor final : public grpc::ServerWriteReactor<::Feature> {
 public:
  explicit ListFeaturesReactor(std::shared_ptr<const FeatureList> features)
      : features_(std::move(features)) {
    WriteNext();
  }

  // `ok` says that gRPC took the message; false, that the call is over.
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    // TODO: go on with the next feature.
    Finish(grpc::Status::OK);
  }

  void OnDone() override { delete this; }

 private:
  // A second StartWrite before OnWriteDone would end the process: gRPC checks for it.
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
