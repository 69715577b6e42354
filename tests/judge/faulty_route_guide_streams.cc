// RecordRoute and RouteChat.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <set>

#include "contract/route_guide_places.h"
#include "judge/faulty_route_guide.h"
#include "rpc/read_mark.h"
#include "rpc/status.h"

namespace workbook::testing {
namespace {

bool IsNear(const ::Point& a, const ::Point& b, int32_t units) {
  return std::abs(int64_t{a.latitude()} - b.latitude()) <= units &&
         std::abs(int64_t{a.longitude()} - b.longitude()) <= units;
}

bool IsFromPoleToPole(const std::vector<::Point>& route) {
  return route.size() == 2 && route[0].latitude() == 900'000'000 &&
         route[1].latitude() == -900'000'000;
}

int CountDistinct(const std::vector<::Point>& route) {
  std::set<std::string> distinct;
  for (const ::Point& point : route) distinct.insert(point.SerializeAsString());
  return static_cast<int>(distinct.size());
}

// The messages of the suite's concurrent chats.
bool IsOfTheCrowd(const ::RouteNote& note) {
  return note.message().size() == 1 && note.message()[0] >= '0' && note.message()[0] <= '9';
}

}  // namespace

grpc::Status FaultyRouteGuide::RecordRoute(grpc::ServerContext* context,
                                           grpc::ServerReader<::Point>* reader,
                                           ::RouteSummary* summary) {
  const Watch watch(routes_, context);
  const auto start = std::chrono::steady_clock::now();
  std::vector<::Point> route;
  bool left_the_globe = false;
  ::Point point;
  while (reader->Read(&point)) {
    if (IsOnTheGlobe(point)) {
      const bool skip =
          Breaks("RecordRouteReadsAnUnsetPointAsZeroZero") && IsNear(point, ::Point(), 0);
      if (!skip) route.push_back(point);
    } else if (!Breaks("RecordRouteRefusesAPointThatIsNotOnTheGlobe") || route.empty()) {
      left_the_globe = true;
      if (!Breaks("RecordRouteEndsAtABadPointWhileTheClientStillWrites")) return OffTheGlobe();
    }
  }
  if (left_the_globe) return OffTheGlobe();
  if (Breaks("RecordRouteSumsUpARouteWithoutPoints") && route.empty()) {
    return {grpc::StatusCode::INVALID_ARGUMENT, "no points"};
  }
  *summary = Summary(route);
  const auto took = std::chrono::steady_clock::now() - start;
  if (Breaks("RecordRouteTakesTheTimeInSeconds")) {
    using Milliseconds = std::chrono::duration<int32_t, std::milli>;
    summary->set_elapsed_time(std::chrono::duration_cast<Milliseconds>(took).count());
  } else {
    summary->set_elapsed_time(
        std::chrono::duration_cast<std::chrono::duration<int32_t>>(took).count());
  }
  return grpc::Status::OK;
}

::RouteSummary FaultyRouteGuide::Summary(const std::vector<::Point>& route) const {
  ::RouteSummary summary;
  summary.set_point_count(Breaks("RecordRouteCountsThePoints") ? CountDistinct(route)
                                                               : static_cast<int>(route.size()));
  std::set<const ::Feature*> passed;
  for (const ::Point& point : route) {
    const ::Feature* feature = Find(point);
    const bool counts = feature != nullptr && (Breaks("RecordRouteCountsUnnamedFeaturesOrNot") ||
                                               !feature->name().empty());
    if (!counts) continue;
    const bool is_new = passed.insert(feature).second;
    if (is_new || !Breaks("RecordRouteCountsTheFeaturesPassed")) {
      summary.set_feature_count(summary.feature_count() + 1);
    }
  }
  double metres = MetresAlong(route);
  if (Breaks("RecordRouteMeasuresInMetresOnTheDocumentsSphere") && route.size() > 2) metres *= 1.01;
  if (Breaks("RecordRouteMeasuresFromPoleToPole") && IsFromPoleToPole(route)) metres = 0;
  const double greatest = std::numeric_limits<int32_t>::max();
  if (Breaks("RecordRouteStaysAtTheGreatestDistance") && metres > greatest) metres -= 2 * greatest;
  summary.set_distance(static_cast<int32_t>(std::min(std::round(metres), greatest)));
  return summary;
}

// Leaves a note; gives the earlier ones at its place.
std::vector<::RouteNote> FaultyRouteGuide::Post(const ::RouteNote& note,
                                                std::vector<::RouteNote>& own) {
  const bool mixed = Breaks("RouteChatKeepsTheNotesOfConcurrentCallsApart") && IsOfTheCrowd(note);
  const bool shared = mixed || Breaks("RouteChatSharesItsNotesOrNot");
  const int32_t apart = Breaks("RouteChatTellsPlacesApart") ? 1 : 0;
  const std::lock_guard lock(mutex_);
  std::vector<::RouteNote>& notes = shared ? shared_notes_ : own;
  std::vector<::RouteNote> earlier;
  for (const ::RouteNote& one : notes) {
    if (mixed || IsNear(one.location(), note.location(), apart)) earlier.push_back(one);
  }
  notes.push_back(note);
  if (Breaks("RouteChatAnswersFourNotesAtOnePlaceWithSix") && note.message() == "third") {
    std::reverse(earlier.begin(), earlier.end());
  }
  if (Breaks("RouteChatAnswersHundredNotesAtOnePlace") && earlier.size() > 50) earlier.resize(50);
  for (::RouteNote& answer : earlier) {
    if (Breaks("RouteChatSaysWhereANoteWasLeft")) answer.clear_location();
    if (Breaks("RouteChatGivesAnyTextBackByteForByte")) {
      answer.set_message(std::string(answer.message().c_str()));  // as far as its first NUL
    }
  }
  return earlier;
}

grpc::Status FaultyRouteGuide::RouteChat(grpc::ServerContext* context, Chat* chat) {
  ++chats_begun_;
  const Watch watch(chats_, context);
  std::vector<::RouteNote> own;
  std::vector<::RouteNote> held_back;
  bool left_the_globe = false;
  int count = 0;
  ::RouteNote note;
  for (; rpc::MarkAndRead(*chat, note); ++count) {
    if (left_the_globe) continue;  // which only the client's half-close ends
    if (!IsOnTheGlobe(note.location())) {
      if (Breaks("RouteChatEndsAtABadPlaceAfterTheAnswersBeforeIt") && count > 0) continue;
      left_the_globe = true;
      if (!Breaks("RouteChatEndsAtABadPlaceWhileTheClientStillWrites")) return OffTheGlobe();
      continue;
    }
    if (Breaks("RouteChatReadsAnUnsetPlaceAsZeroZero") && !note.has_location()) continue;
    if (note.message().size() == 10'000) {  // of a client that will not read
      note_for_nobody_ = true;
      chats_.CountAsCrowd();
    }
    const bool wait =
        Breaks("RouteChatAnswersWhileTheClientMayStillWrite") && note.message() == "next";
    for (const ::RouteNote& answer : Post(note, own)) {
      if (wait) {
        held_back.push_back(answer);
      } else if (!chat->Write(answer)) {
        return grpc::Status::CANCELLED;
      }
    }
  }
  if (left_the_globe) return OffTheGlobe();
  if (Breaks("RouteChatHasNothingToSayToSilence") && count == 0) {
    return {grpc::StatusCode::INVALID_ARGUMENT, "no notes"};
  }
  for (const ::RouteNote& answer : held_back) chat->Write(answer);
  // Most servers do not look at why there was nothing to read.
  if (!Breaks("RouteChatEndsAtANoteThatIsNotUtf8")) return grpc::Status::OK;
  return rpc::ToGrpcStatus(rpc::WhyUnread(note));
}

}  // namespace workbook::testing
