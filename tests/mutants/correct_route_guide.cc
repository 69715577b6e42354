#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "conformance/suites/route_guide_places.h"
#include "route_guide/feature_database.h"
#include "rpc/stream_end.h"
#include "tests/mutants/route_guide_mutants.h"

namespace workbook::tests {
namespace {

using conformance::suites::At;
using conformance::suites::Between;
using conformance::suites::MetresAlong;
using conformance::suites::Within;

constexpr int32_t kDateLine = 1'800'000'000;

::Rectangle Globe() { return Between(At(-kPole, -kDateLine), At(kPole, kDateLine)); }

grpc::Status OffTheGlobe() { return {grpc::StatusCode::INVALID_ARGUMENT, "not on the globe"}; }

}  // namespace

bool IsSame(const ::Point& a, const ::Point& b) {
  return a.latitude() == b.latitude() && a.longitude() == b.longitude();
}

bool IsOnTheGlobe(const ::Point& point) {
  return point.latitude() >= -kPole && point.latitude() <= kPole &&
         point.longitude() >= -kDateLine && point.longitude() <= kDateLine;
}

std::vector<::Feature> CorrectRouteGuide::Load() {
  const auto database = route_guide::FeatureDatabase::Load(kFeaturesFile);
  auto walk = database->Within(route_guide::Bounds(Globe()));
  std::vector<::Feature> features;
  while (const ::Feature* feature = walk.Next()) features.push_back(*feature);
  return features;
}

const ::Feature* CorrectRouteGuide::Find(const ::Point& point) const {
  const auto found = std::ranges::find_if(
      features_, [&point](const ::Feature& feature) { return IsSame(feature.location(), point); });
  return found == features_.end() ? nullptr : &*found;
}

grpc::Status CorrectRouteGuide::GetFeature(grpc::ServerContext*, const ::Point* point,
                                           ::Feature* feature) {
  if (!IsOnTheGlobe(*point)) return OffTheGlobe();
  *feature->mutable_location() = *point;
  if (const ::Feature* found = Find(*point)) feature->set_name(found->name());
  return grpc::Status::OK;
}

grpc::Status CorrectRouteGuide::ListFeatures(grpc::ServerContext*, const ::Rectangle* rectangle,
                                             grpc::ServerWriter<::Feature>* writer) {
  if (!IsOnTheGlobe(rectangle->lo()) || !IsOnTheGlobe(rectangle->hi())) return OffTheGlobe();
  for (const ::Feature& feature : Listed(*rectangle)) writer->Write(feature);
  return grpc::Status::OK;
}

std::vector<::Feature> CorrectRouteGuide::Listed(const ::Rectangle& rectangle) {
  return Within(rectangle, features_);
}

grpc::Status EndlessRouteGuide::ListFeatures(grpc::ServerContext* context,
                                             const ::Rectangle* rectangle,
                                             grpc::ServerWriter<::Feature>* writer) {
  const bool is_globe =
      IsSame(rectangle->lo(), Globe().lo()) && IsSame(rectangle->hi(), Globe().hi());
  if (!is_globe) return CorrectRouteGuide::ListFeatures(context, rectangle, writer);
  while (writer->Write(features().front())) {
  }
  return grpc::Status::CANCELLED;
}

// ---- RecordRoute ----

grpc::Status CorrectRouteGuide::RecordRoute(grpc::ServerContext*,
                                            grpc::ServerReader<::Point>* reader,
                                            ::RouteSummary* summary) {
  const auto start = std::chrono::steady_clock::now();
  Route route;
  ::Point point;
  while (reader->Read(&point)) {
    if (!AcceptsPoint(route, point)) return OffTheGlobe();
    route.push_back(point);
  }
  *summary = Summary(route);
  summary->set_elapsed_time(ElapsedTime(std::chrono::steady_clock::now() - start));
  return grpc::Status::OK;
}

bool CorrectRouteGuide::AcceptsPoint(const Route&, const ::Point& point) {
  return IsOnTheGlobe(point);
}

::RouteSummary CorrectRouteGuide::Summary(const Route& route) {
  constexpr double kMost = std::numeric_limits<int32_t>::max();
  ::RouteSummary summary;
  summary.set_point_count(static_cast<int32_t>(route.size()));
  summary.set_feature_count(FeatureCount(route));
  summary.set_distance(static_cast<int32_t>(std::min(std::round(Metres(route)), kMost)));
  return summary;
}

int32_t CorrectRouteGuide::FeatureCount(const Route& route) {
  return static_cast<int32_t>(std::ranges::count_if(route, [this](const ::Point& point) {
    const ::Feature* feature = Find(point);
    return feature != nullptr && !feature->name().empty();
  }));
}

double CorrectRouteGuide::Metres(const Route& route) { return MetresAlong(route); }

int32_t CorrectRouteGuide::ElapsedTime(std::chrono::steady_clock::duration time) {
  return static_cast<int32_t>(std::chrono::duration_cast<std::chrono::seconds>(time).count());
}

// ---- RouteChat ----

grpc::Status CorrectRouteGuide::RouteChat(grpc::ServerContext*, ChatStream* stream) {
  Chat chat{*stream};
  ::RouteNote note;
  while (rpc::MarkAndRead(*stream, note)) {
    if (!AcceptsNote(chat, note)) return OffTheGlobe();
    if (!Answer(chat, note)) return grpc::Status::CANCELLED;
  }
  return End(chat, note);
}

bool CorrectRouteGuide::AcceptsNote(const Chat&, const ::RouteNote& note) {
  return IsOnTheGlobe(note.location());
}

bool CorrectRouteGuide::Answer(Chat& chat, const ::RouteNote& note) {
  const Notes answers = Answers(chat.notes, note);
  chat.notes.push_back(note);
  return std::ranges::all_of(
      answers, [&chat](const ::RouteNote& answer) { return chat.stream.Write(answer); });
}

CorrectRouteGuide::Notes CorrectRouteGuide::Answers(const Notes& notes, const ::RouteNote& note) {
  Notes answers;
  std::ranges::copy_if(notes, std::back_inserter(answers), [&](const ::RouteNote& earlier) {
    return IsSamePlace(earlier.location(), note.location());
  });
  return answers;
}

bool CorrectRouteGuide::IsSamePlace(const ::Point& a, const ::Point& b) { return IsSame(a, b); }

// Most servers do not ask why a read failed: a note that does not parse looks like a half-close.
grpc::Status CorrectRouteGuide::End(Chat&, const ::RouteNote&) { return grpc::Status::OK; }

}  // namespace workbook::tests
