// Offers the whole list at once and skips what comes while a write is in flight: most of it is
// lost.
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
    for (size_t i = 0; const ::Feature* feature = features_->At(i); ++i) Offer(feature);
  }

  // `ok` says that gRPC took the message; false, that the call is over.
  void OnWriteDone(bool ok) override { Finish(ok ? grpc::Status::OK : grpc::Status::CANCELLED); }

  void OnDone() override { delete this; }

 private:
  // A second StartWrite before OnWriteDone would end the process: gRPC checks for it.
  void Offer(const ::Feature* feature) {
    if (std::exchange(writing_, true)) return;
    StartWrite(feature);
  }

  const std::shared_ptr<const FeatureList> features_;
  bool writing_ = false;
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
