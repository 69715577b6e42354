// Each class has the name of the behaviour that it breaks.
#include "tests/mutants/route_guide_mutants.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "base/mutex.h"
#include "tests/mutants/cancellation_tracker.h"
#include "tests/mutants/exchanger.h"

namespace workbook::tests {
namespace {

bool IsPoint(const ::Rectangle& rectangle) { return IsSame(rectangle.lo(), rectangle.hi()); }

bool HasCornersInOrder(const ::Rectangle& rectangle) {
  return rectangle.lo().latitude() <= rectangle.hi().latitude() &&
         rectangle.lo().longitude() <= rectangle.hi().longitude();
}

bool IsOnBorder(const ::Point& place, const ::Rectangle& rectangle) {
  return place.latitude() == rectangle.lo().latitude() ||
         place.latitude() == rectangle.hi().latitude() ||
         place.longitude() == rectangle.lo().longitude() ||
         place.longitude() == rectangle.hi().longitude();
}

namespace breaks {

// ---- GetFeature ----

class GetFeatureGivesTheFeatureAtThePoint final : public CorrectRouteGuide {
  grpc::Status GetFeature(grpc::ServerContext* context, const ::Point* point,
                          ::Feature* feature) override {
    const grpc::Status status = CorrectRouteGuide::GetFeature(context, point, feature);
    feature->clear_name();
    return status;
  }
};

class GetFeatureGivesAnUnknownPointBackWithoutAName final : public CorrectRouteGuide {
  grpc::Status GetFeature(grpc::ServerContext* context, const ::Point* point,
                          ::Feature* feature) override {
    const grpc::Status status = CorrectRouteGuide::GetFeature(context, point, feature);
    if (feature->name().empty() && !IsSame(*point, ::Point())) feature->set_name("unknown");
    return status;
  }
};

class GetFeatureReadsAnUnsetPointAsZeroZero final : public CorrectRouteGuide {
  grpc::Status GetFeature(grpc::ServerContext* context, const ::Point* point,
                          ::Feature* feature) override {
    if (IsSame(*point, ::Point())) return {grpc::StatusCode::INVALID_ARGUMENT, "no point"};
    return CorrectRouteGuide::GetFeature(context, point, feature);
  }
};

class GetFeatureTakesTheEdgesOfTheGlobe final : public CorrectRouteGuide {
  grpc::Status GetFeature(grpc::ServerContext* context, const ::Point* point,
                          ::Feature* feature) override {
    if (std::abs(point->latitude()) == kPole) {
      return {grpc::StatusCode::INVALID_ARGUMENT, "not on the globe"};
    }
    return CorrectRouteGuide::GetFeature(context, point, feature);
  }
};

class GetFeatureRefusesWhatIsNotOnTheGlobe final : public CorrectRouteGuide {
  grpc::Status GetFeature(grpc::ServerContext* context, const ::Point* point,
                          ::Feature* feature) override {
    if (IsOnTheGlobe(*point)) return CorrectRouteGuide::GetFeature(context, point, feature);
    *feature->mutable_location() = *point;
    return grpc::Status::OK;
  }
};

class GetFeatureKeepsConcurrentCallsApart final : public CorrectRouteGuide {
  grpc::Status GetFeature(grpc::ServerContext* context, const ::Point* point,
                          ::Feature* feature) override {
    const ::Point exchanged = point_.Exchange(*point);
    return CorrectRouteGuide::GetFeature(context, &exchanged, feature);
  }

  Exchanger<::Point> point_;
};

// ---- ListFeatures ----

class ListFeaturesGivesWhatIsInside final : public CorrectRouteGuide {
  std::vector<::Feature> Listed(const ::Rectangle& rectangle) override {
    std::vector<::Feature> inside = CorrectRouteGuide::Listed(rectangle);
    if (HasCornersInOrder(rectangle) && !IsPoint(rectangle) && !inside.empty()) {
      inside.push_back(inside.front());  // twice
    }
    return inside;
  }
};

class ListFeaturesIncludesTheBorders final : public CorrectRouteGuide {
  std::vector<::Feature> Listed(const ::Rectangle& rectangle) override {
    std::vector<::Feature> inside = CorrectRouteGuide::Listed(rectangle);
    if (IsPoint(rectangle)) return inside;
    std::erase_if(inside, [&rectangle](const ::Feature& feature) {
      return IsOnBorder(feature.location(), rectangle);
    });
    return inside;
  }
};

class ListFeaturesTakesTheCornersInAnyOrder final : public CorrectRouteGuide {
  std::vector<::Feature> Listed(const ::Rectangle& rectangle) override {
    if (!HasCornersInOrder(rectangle)) return {};
    return CorrectRouteGuide::Listed(rectangle);
  }
};

class ListFeaturesGivesTheFeatureOfARectangleThatIsAPoint final : public CorrectRouteGuide {
  std::vector<::Feature> Listed(const ::Rectangle& rectangle) override {
    if (IsPoint(rectangle)) return {};
    return CorrectRouteGuide::Listed(rectangle);
  }
};

class ListFeaturesGivesNothingWhereNothingIs final : public CorrectRouteGuide {
  grpc::Status ListFeatures(grpc::ServerContext* context, const ::Rectangle* rectangle,
                            grpc::ServerWriter<::Feature>* writer) override {
    const grpc::Status status = CorrectRouteGuide::ListFeatures(context, rectangle, writer);
    const bool is_nowhere = rectangle->has_lo() && Listed(*rectangle).empty();
    if (!status.ok() || !is_nowhere) return status;
    return {grpc::StatusCode::NOT_FOUND, "nothing there"};
  }
};

class ListFeaturesReadsUnsetCornersAsZeroZero final : public CorrectRouteGuide {
  grpc::Status ListFeatures(grpc::ServerContext* context, const ::Rectangle* rectangle,
                            grpc::ServerWriter<::Feature>* writer) override {
    if (!rectangle->has_lo()) return {grpc::StatusCode::INVALID_ARGUMENT, "no corner"};
    return CorrectRouteGuide::ListFeatures(context, rectangle, writer);
  }
};

class ListFeaturesRefusesCornersThatAreNotOnTheGlobe final : public CorrectRouteGuide {
  grpc::Status ListFeatures(grpc::ServerContext* context, const ::Rectangle* rectangle,
                            grpc::ServerWriter<::Feature>* writer) override {
    const grpc::Status status = CorrectRouteGuide::ListFeatures(context, rectangle, writer);
    const bool is_refused = status.error_code() == grpc::StatusCode::INVALID_ARGUMENT;
    return is_refused ? grpc::Status::OK : status;  // an empty list
  }
};

// ---- Clients that give up, fall silent or do not read ----

grpc::Status OutOfOrder() {
  return {grpc::StatusCode::RESOURCE_EXHAUSTED, "other clients hold all there is"};
}

// GetFeature fails once after a call that the mutant reports as cancelled.
class FailsAfterACancelledCall : public EndlessRouteGuide {
 protected:
  grpc::Status GetFeature(grpc::ServerContext* context, const ::Point* point,
                          ::Feature* feature) override {
    if (calls_.AnyCancelled()) return OutOfOrder();
    return EndlessRouteGuide::GetFeature(context, point, feature);
  }

  CancellationTracker calls_;
};

class ListFeaturesGoesOnAfterACancelledList final : public FailsAfterACancelledCall {
  grpc::Status ListFeatures(grpc::ServerContext* context, const ::Rectangle* rectangle,
                            grpc::ServerWriter<::Feature>* writer) override {
    calls_.Begin();
    const grpc::Status status = EndlessRouteGuide::ListFeatures(context, rectangle, writer);
    calls_.End(context->IsCancelled());
    return status;
  }
};

class RecordRouteGoesOnAfterACancelledRoute final : public FailsAfterACancelledCall {
  grpc::Status RecordRoute(grpc::ServerContext* context, grpc::ServerReader<::Point>* reader,
                           ::RouteSummary* summary) override {
    calls_.Begin();
    const grpc::Status status = CorrectRouteGuide::RecordRoute(context, reader, summary);
    calls_.End(context->IsCancelled());
    return status;
  }
};

class RouteChatGoesOnAfterACancelledChat final : public FailsAfterACancelledCall {
  grpc::Status RouteChat(grpc::ServerContext* context, ChatStream* stream) override {
    calls_.Begin();
    const grpc::Status status = CorrectRouteGuide::RouteChat(context, stream);
    const bool while_it_read = status.ok() && context->IsCancelled();
    calls_.End(while_it_read);
    return status;
  }
};

class ServesOthersWhileAChatIsNotRead final : public FailsAfterACancelledCall {
  grpc::Status RouteChat(grpc::ServerContext* context, ChatStream* stream) override {
    calls_.Begin();
    const grpc::Status status = CorrectRouteGuide::RouteChat(context, stream);
    const bool while_it_wrote = status.error_code() == grpc::StatusCode::CANCELLED;
    calls_.End(while_it_wrote);
    return status;
  }
};

// GetFeature fails once after more than 16 calls, of the kind that the mutant counts, were open at
// once.
class FailsAfterManyOpenCalls : public EndlessRouteGuide {
 protected:
  grpc::Status GetFeature(grpc::ServerContext* context, const ::Point* point,
                          ::Feature* feature) override {
    if (TakeMostOpen() > 16) return OutOfOrder();
    return EndlessRouteGuide::GetFeature(context, point, feature);
  }

  void CountBegin() {
    const base::MutexLock lock(mutex_);
    most_open_ = std::max(most_open_, ++open_);
  }
  void CountEnd() {
    const base::MutexLock lock(mutex_);
    --open_;
  }

 private:
  int TakeMostOpen() {
    const base::MutexLock lock(mutex_);
    return std::exchange(most_open_, 0);
  }

  absl::Mutex mutex_;
  int open_ ABSL_GUARDED_BY(mutex_) = 0;
  int most_open_ ABSL_GUARDED_BY(mutex_) = 0;  // since the last GetFeature
};

class ServesOthersWhileListsAreNotRead final : public FailsAfterManyOpenCalls {
  grpc::Status ListFeatures(grpc::ServerContext* context, const ::Rectangle* rectangle,
                            grpc::ServerWriter<::Feature>* writer) override {
    CountBegin();
    const grpc::Status status = EndlessRouteGuide::ListFeatures(context, rectangle, writer);
    CountEnd();
    return status;
  }
};

class ServesOthersWhileChatsAreIdle final : public FailsAfterManyOpenCalls {
  grpc::Status RouteChat(grpc::ServerContext* context, ChatStream* stream) override {
    CountBegin();
    const grpc::Status status = CorrectRouteGuide::RouteChat(context, stream);
    CountEnd();
    return status;
  }
};

}  // namespace breaks
}  // namespace

const MutantTable& PlaceMutants() {
  static const auto* mutants = new MutantTable{
      {"GetFeatureGivesTheFeatureAtThePoint", Make<breaks::GetFeatureGivesTheFeatureAtThePoint>},
      {"GetFeatureGivesAnUnknownPointBackWithoutAName",
       Make<breaks::GetFeatureGivesAnUnknownPointBackWithoutAName>},
      {"GetFeatureReadsAnUnsetPointAsZeroZero",
       Make<breaks::GetFeatureReadsAnUnsetPointAsZeroZero>},
      {"GetFeatureTakesTheEdgesOfTheGlobe", Make<breaks::GetFeatureTakesTheEdgesOfTheGlobe>},
      {"GetFeatureRefusesWhatIsNotOnTheGlobe", Make<breaks::GetFeatureRefusesWhatIsNotOnTheGlobe>},
      {"GetFeatureKeepsConcurrentCallsApart", Make<breaks::GetFeatureKeepsConcurrentCallsApart>},
      {"ListFeaturesGivesWhatIsInside", Make<breaks::ListFeaturesGivesWhatIsInside>},
      {"ListFeaturesIncludesTheBorders", Make<breaks::ListFeaturesIncludesTheBorders>},
      {"ListFeaturesTakesTheCornersInAnyOrder",
       Make<breaks::ListFeaturesTakesTheCornersInAnyOrder>},
      {"ListFeaturesGivesTheFeatureOfARectangleThatIsAPoint",
       Make<breaks::ListFeaturesGivesTheFeatureOfARectangleThatIsAPoint>},
      {"ListFeaturesGivesNothingWhereNothingIs",
       Make<breaks::ListFeaturesGivesNothingWhereNothingIs>},
      {"ListFeaturesReadsUnsetCornersAsZeroZero",
       Make<breaks::ListFeaturesReadsUnsetCornersAsZeroZero>},
      {"ListFeaturesRefusesCornersThatAreNotOnTheGlobe",
       Make<breaks::ListFeaturesRefusesCornersThatAreNotOnTheGlobe>},
      {"ListFeaturesGoesOnAfterACancelledList",
       Make<breaks::ListFeaturesGoesOnAfterACancelledList>},
      {"RecordRouteGoesOnAfterACancelledRoute",
       Make<breaks::RecordRouteGoesOnAfterACancelledRoute>},
      {"RouteChatGoesOnAfterACancelledChat", Make<breaks::RouteChatGoesOnAfterACancelledChat>},
      {"ServesOthersWhileAChatIsNotRead", Make<breaks::ServesOthersWhileAChatIsNotRead>},
      {"ServesOthersWhileListsAreNotRead", Make<breaks::ServesOthersWhileListsAreNotRead>},
      {"ServesOthersWhileChatsAreIdle", Make<breaks::ServesOthersWhileChatsAreIdle>},
  };
  return *mutants;
}

}  // namespace workbook::tests
