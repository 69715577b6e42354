// Queues the whole list before it writes: each call holds all of it, however slow the reader.
#include <deque>
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
    for (size_t i = 0; const ::Feature* feature = features_->At(i); ++i) queue_.push_back(*feature);
    WriteNext();
  }

  // `ok` says that gRPC took the message; false, that the call is over.
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    queue_.pop_front();
    WriteNext();
  }

  void OnDone() override { delete this; }

 private:
  // A second StartWrite before OnWriteDone would end the process: gRPC checks for it.
  void WriteNext() {
    if (queue_.empty()) return Finish(grpc::Status::OK);
    StartWrite(&queue_.front());
  }

  const std::shared_ptr<const FeatureList> features_;
  std::deque<::Feature> queue_;
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
