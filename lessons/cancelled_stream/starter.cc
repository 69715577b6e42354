// A cancelled stream: the server releases what a call holds, however the call ends.
#include <cstddef>
#include <utility>

#include "lessons/cancelled_stream/lesson.h"

namespace lesson {
namespace {

// TODO: release the slot, once, however the call ends.
class ListFeaturesReactor final : public grpc::ServerWriteReactor<::Feature> {
 public:
  ListFeaturesReactor(const std::vector<::Feature>& features, CallQuota& quota)
      : features_(features), quota_(quota), holds_slot_(quota.TryAcquire()) {
    if (holds_slot_) {
      WriteNext();
    } else {
      Finish({grpc::StatusCode::RESOURCE_EXHAUSTED, "all slots are in use; try again later"});
    }
  }

 private:
  // One write is in flight, and its reaction starts the next or finishes the call. So the reactor
  // calls Finish once.
  void WriteNext() {
    if (next_ == features_.size()) return Finish(grpc::Status::OK);
    StartWrite(&features_[next_++]);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    WriteNext();
  }

  // The last reaction of every call, once, after Finish.
  void OnDone() override { delete this; }

  const std::vector<::Feature>& features_;
  CallQuota& quota_;
  const bool holds_slot_;
  size_t next_ = 0;
};

class RouteGuide final : public ::RouteGuide::CallbackService {
 public:
  RouteGuide(std::vector<::Feature> features, CallQuota& quota)
      : features_(std::move(features)), quota_(quota) {}

 private:
  grpc::ServerWriteReactor<::Feature>* ListFeatures(grpc::CallbackServerContext* /*context*/,
                                                    const ::Rectangle* /*request*/) override {
    return new ListFeaturesReactor(features_, quota_);
  }

  const std::vector<::Feature> features_;
  CallQuota& quota_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeRouteGuide(std::vector<::Feature> features, CallQuota& quota) {
  return std::make_unique<RouteGuide>(std::move(features), quota);
}

}  // namespace lesson
