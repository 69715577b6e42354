// Lesson 23, a cancelled stream: what a call holds is given back, however the call ends.
#include <cstddef>
#include <utility>

#include "lesson.h"

namespace lesson {
namespace {

// TODO: give the seat back, once, whichever way the call ends.
class ListFeaturesReactor final : public grpc::ServerWriteReactor<::Feature> {
 public:
  ListFeaturesReactor(const std::vector<::Feature>& features, Seats& seats)
      : features_(features), seats_(seats), seated_(seats.Take()) {
    if (seated_) {
      WriteNext();
    } else {
      Finish({grpc::StatusCode::RESOURCE_EXHAUSTED, "all seats are taken; come back later"});
    }
  }

 private:
  // One write is in flight, and its reaction starts the next or finishes the call: so that is done
  // once.
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
  Seats& seats_;
  const bool seated_;
  size_t next_ = 0;
};

class RouteGuide final : public ::RouteGuide::CallbackService {
 public:
  RouteGuide(std::vector<::Feature> features, Seats& seats)
      : features_(std::move(features)), seats_(seats) {}

 private:
  grpc::ServerWriteReactor<::Feature>* ListFeatures(grpc::CallbackServerContext* /*context*/,
                                                    const ::Rectangle* /*request*/) override {
    return new ListFeaturesReactor(features_, seats_);
  }

  const std::vector<::Feature> features_;
  Seats& seats_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeRouteGuide(std::vector<::Feature> features, Seats& seats) {
  return std::make_unique<RouteGuide>(std::move(features), seats);
}

}  // namespace lesson
