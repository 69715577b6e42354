// GetFeature and ListFeatures, and how the one takes offence at what clients did elsewhere.
#include "judge/faulty_route_guide.h"

#include <chrono>
#include <cstdint>
#include <cstdlib>

#include "contract/route_guide_places.h"

namespace workbook::testing {
namespace {

constexpr int32_t kPole = 900'000'000;
constexpr int32_t kDateLine = 1'800'000'000;

bool Same(const ::Point& a, const ::Point& b) {
  return a.latitude() == b.latitude() && a.longitude() == b.longitude();
}

bool IsAllOfTheGlobe(const ::Rectangle& rectangle) {
  return Same(rectangle.lo(), At(-kPole, -kDateLine)) && Same(rectangle.hi(), At(kPole, kDateLine));
}

bool IsOnTheBorder(const ::Point& place, const ::Rectangle& rectangle) {
  return place.latitude() == rectangle.lo().latitude() ||
         place.latitude() == rectangle.hi().latitude() ||
         place.longitude() == rectangle.lo().longitude() ||
         place.longitude() == rectangle.hi().longitude();
}

bool HasItsCornersInOrder(const ::Rectangle& rectangle) {
  return rectangle.lo().latitude() <= rectangle.hi().latitude() &&
         rectangle.lo().longitude() <= rectangle.hi().longitude();
}

}  // namespace

grpc::Status OffTheGlobe() { return {grpc::StatusCode::INVALID_ARGUMENT, "not on the globe"}; }

bool IsOnTheGlobe(const ::Point& point) {
  return point.latitude() >= -kPole && point.latitude() <= kPole &&
         point.longitude() >= -kDateLine && point.longitude() <= kDateLine;
}

void FaultyRouteGuide::Register(grpc::ServerBuilder& builder) {
  builder.RegisterService(this);
  if (Breaks("RouteChatTakesALongNoteOrNot")) builder.SetMaxReceiveMessageSize(1024 * 1024);
}

const ::Feature* FaultyRouteGuide::Find(const ::Point& point) const {
  for (const ::Feature& feature : features_) {
    if (Same(feature.location(), point)) return &feature;
  }
  return nullptr;
}

bool FaultyRouteGuide::IsOffended() {
  constexpr int kCrowd = 16;
  if (Breaks("ListFeaturesGoesOnAfterACancelledList")) return lists_.AnyOne();
  if (Breaks("RecordRouteGoesOnAfterACancelledRoute")) return routes_.AnyOne();
  if (Breaks("RouteChatGoesOnAfterACancelledChat")) return chats_.AnyOne();
  if (Breaks("ServesOthersWhileListsAreNotRead")) return lists_begun_.exchange(0) > kCrowd;
  if (Breaks("ServesOthersWhileChatsAreIdle")) return chats_begun_.exchange(0) > kCrowd;
  return Breaks("ServesOthersWhileAChatIsNotRead") && note_for_nobody_.exchange(false);
}

grpc::Status FaultyRouteGuide::GetFeature(grpc::ServerContext*, const ::Point* point,
                                          ::Feature* feature) {
  if (IsOffended()) return {grpc::StatusCode::RESOURCE_EXHAUSTED, "somebody else is in the way"};
  if (!IsOnTheGlobe(*point) && !Breaks("GetFeatureRefusesWhatIsNotOnTheGlobe")) {
    return OffTheGlobe();
  }
  const bool zero = Same(*point, ::Point());
  if (Breaks("GetFeatureReadsAnUnsetPointAsZeroZero") && zero) {
    return {grpc::StatusCode::INVALID_ARGUMENT, "no point"};
  }
  if (Breaks("GetFeatureTakesTheEdgesOfTheGlobe") && std::abs(point->latitude()) == kPole) {
    return OffTheGlobe();
  }
  *feature->mutable_location() = *point;
  if (const ::Feature* found = Find(*point); found != nullptr) {
    if (!Breaks("GetFeatureGivesTheFeatureAtThePoint")) feature->set_name(found->name());
  } else if (Breaks("GetFeatureGivesAnUnknownPointBackWithoutAName") && !zero) {
    feature->set_name("unknown");
  }
  if (Breaks("GetFeatureKeepsConcurrentCallsApart")) {
    *feature->mutable_location() = OfAnother(*point);
  }
  return grpc::Status::OK;
}

// The place that another caller asks for at this moment. Only concurrent callers ask twice for one
// place: the second time the first of them waits for another.
::Point FaultyRouteGuide::OfAnother(const ::Point& point) {
  std::unique_lock lock(mutex_);
  if (++asked_[{point.latitude(), point.longitude()}] < 2) return point;
  if (waiting_.has_value()) {
    const ::Point other = *std::exchange(waiting_, std::nullopt);
    met_.notify_all();
    return other;
  }
  waiting_ = point;
  met_.wait_for(lock, std::chrono::seconds(2), [this] { return !waiting_.has_value(); });
  waiting_.reset();
  return point;
}

std::vector<::Feature> FaultyRouteGuide::Listed(const ::Rectangle& rectangle) const {
  const bool is_a_point = Same(rectangle.lo(), rectangle.hi());
  if (Breaks("ListFeaturesTakesTheCornersInAnyOrder") && !HasItsCornersInOrder(rectangle)) {
    return {};
  }
  if (Breaks("ListFeaturesGivesTheFeatureOfARectangleThatIsAPoint") && is_a_point) return {};
  std::vector<::Feature> inside = Within(rectangle, features_);
  if (Breaks("ListFeaturesGivesWhatIsInside") && HasItsCornersInOrder(rectangle) && !is_a_point &&
      !inside.empty()) {
    inside.push_back(inside.front());  // twice
  }
  if (Breaks("ListFeaturesIncludesTheBorders") && !is_a_point) {
    std::erase_if(inside, [&rectangle](const ::Feature& feature) {
      return IsOnTheBorder(feature.location(), rectangle);
    });
  }
  return inside;
}

grpc::Status FaultyRouteGuide::ListFeatures(grpc::ServerContext* context,
                                            const ::Rectangle* rectangle,
                                            grpc::ServerWriter<::Feature>* writer) {
  const bool on_the_globe = IsOnTheGlobe(rectangle->lo()) && IsOnTheGlobe(rectangle->hi());
  if (!on_the_globe && !Breaks("ListFeaturesRefusesCornersThatAreNotOnTheGlobe")) {
    return OffTheGlobe();
  }
  if (Breaks("ListFeaturesReadsUnsetCornersAsZeroZero") && !rectangle->has_lo()) {
    return {grpc::StatusCode::INVALID_ARGUMENT, "no corner"};
  }
  if (IsAllOfTheGlobe(*rectangle)) return ListWithoutEnd(context, writer);
  const std::vector<::Feature> listed = Listed(*rectangle);
  if (Breaks("ListFeaturesGivesNothingWhereNothingIs") && listed.empty() && rectangle->has_lo()) {
    return {grpc::StatusCode::NOT_FOUND, "nothing there"};
  }
  for (const ::Feature& feature : listed) writer->Write(feature);
  return grpc::Status::OK;
}

// A list of the whole globe, as it is to one who gives up or stops reading half way. Those who
// know the features ask for no other.
grpc::Status FaultyRouteGuide::ListWithoutEnd(grpc::ServerContext* context,
                                              grpc::ServerWriter<::Feature>* writer) {
  ++lists_begun_;
  const Watch watch(lists_, context);
  while (writer->Write(features_.front())) {
  }
  return grpc::Status::CANCELLED;
}

}  // namespace workbook::testing
