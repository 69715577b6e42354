// RecordRoute and RouteChat. Each class has the name of the behaviour that it breaks.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "base/mutex.h"
#include "rpc/status.h"
#include "rpc/stream_end.h"
#include "tests/mutants/exchanger.h"
#include "tests/mutants/route_guide_mutants.h"

namespace workbook::tests {
namespace {

// Reads to the client's half-close.
template <typename Message, typename Stream>
void Drain(Stream& stream) {
  Message ignored;
  while (stream.Read(&ignored)) {
  }
}

bool IsFromPoleToPole(const std::vector<::Point>& route) {
  return route.size() == 2 && route[0].latitude() == kPole && route[1].latitude() == -kPole;
}

namespace breaks {

// ---- RecordRoute ----

class RecordRouteCountsThePoints final : public CorrectRouteGuide {
  ::RouteSummary Summary(const Route& route) override {
    std::set<std::string> distinct;
    for (const ::Point& point : route) distinct.insert(point.SerializeAsString());
    ::RouteSummary summary = CorrectRouteGuide::Summary(route);
    summary.set_point_count(static_cast<int32_t>(distinct.size()));
    return summary;
  }
};

class RecordRouteCountsTheFeaturesPassed final : public CorrectRouteGuide {
  int32_t FeatureCount(const Route& route) override {
    std::set<std::string> distinct;
    for (const ::Point& point : route) {
      const ::Feature* feature = Find(point);
      if (feature != nullptr && !feature->name().empty()) distinct.insert(feature->name());
    }
    return static_cast<int32_t>(distinct.size());
  }
};

// Recorded: this one counts them.
class RecordRouteCountsUnnamedFeaturesOrNot final : public CorrectRouteGuide {
  int32_t FeatureCount(const Route& route) override {
    return static_cast<int32_t>(std::ranges::count_if(
        route, [this](const ::Point& point) { return Find(point) != nullptr; }));
  }
};

class RecordRouteMeasuresInMetresOnTheDocumentsSphere final : public CorrectRouteGuide {
  double Metres(const Route& route) override {
    return CorrectRouteGuide::Metres(route) * (route.size() > 2 ? 1.01 : 1);
  }
};

class RecordRouteMeasuresFromPoleToPole final : public CorrectRouteGuide {
  double Metres(const Route& route) override {
    return IsFromPoleToPole(route) ? 0 : CorrectRouteGuide::Metres(route);
  }
};

class RecordRouteStaysAtTheGreatestDistance final : public CorrectRouteGuide {
  double Metres(const Route& route) override {
    constexpr double kMost = std::numeric_limits<int32_t>::max();
    const double metres = CorrectRouteGuide::Metres(route);
    return metres > kMost ? metres - 2 * kMost : metres;  // wraps
  }
};

class RecordRouteSumsUpARouteWithoutPoints final : public CorrectRouteGuide {
  grpc::Status RecordRoute(grpc::ServerContext* context, grpc::ServerReader<::Point>* reader,
                           ::RouteSummary* summary) override {
    const grpc::Status status = CorrectRouteGuide::RecordRoute(context, reader, summary);
    if (!status.ok() || summary->point_count() > 0) return status;
    return {grpc::StatusCode::INVALID_ARGUMENT, "no points"};
  }
};

class RecordRouteReadsAnUnsetPointAsZeroZero final : public CorrectRouteGuide {
  ::RouteSummary Summary(const Route& route) override {
    Route set = route;
    std::erase_if(set, [](const ::Point& point) { return IsSame(point, ::Point()); });
    return CorrectRouteGuide::Summary(set);
  }
};

class RecordRouteTakesTheTimeInSeconds final : public CorrectRouteGuide {
  int32_t ElapsedTime(std::chrono::steady_clock::duration time) override {
    return static_cast<int32_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
  }
};

class RecordRouteRefusesAPointThatIsNotOnTheGlobe final : public CorrectRouteGuide {
  bool AcceptsPoint(const Route& before, const ::Point& point) override {
    return !before.empty() || CorrectRouteGuide::AcceptsPoint(before, point);
  }
};

class RecordRouteEndsAtABadPointWhileTheClientStillWrites final : public CorrectRouteGuide {
  grpc::Status RecordRoute(grpc::ServerContext* context, grpc::ServerReader<::Point>* reader,
                           ::RouteSummary* summary) override {
    const grpc::Status status = CorrectRouteGuide::RecordRoute(context, reader, summary);
    Drain<::Point>(*reader);
    return status;
  }
};

// ---- RouteChat ----

class RouteChatAnswersFourNotesAtOnePlaceWithSix final : public CorrectRouteGuide {
  Notes Answers(const Notes& notes, const ::RouteNote& note) override {
    Notes answers = CorrectRouteGuide::Answers(notes, note);
    if (note.message() == "third") std::ranges::reverse(answers);
    return answers;
  }
};

class RouteChatTellsPlacesApart final : public CorrectRouteGuide {
  bool IsSamePlace(const ::Point& a, const ::Point& b) override {
    return std::abs(int64_t{a.latitude()} - b.latitude()) <= 1 &&
           std::abs(int64_t{a.longitude()} - b.longitude()) <= 1;
  }
};

class RouteChatAnswersHundredNotesAtOnePlace final : public CorrectRouteGuide {
  Notes Answers(const Notes& notes, const ::RouteNote& note) override {
    Notes answers = CorrectRouteGuide::Answers(notes, note);
    if (answers.size() > 50) answers.resize(50);
    return answers;
  }
};

class RouteChatAnswersWhileTheClientMayStillWrite final : public CorrectRouteGuide {
  bool Answer(Chat& chat, const ::RouteNote& note) override {
    if (note.message() != "next") return CorrectRouteGuide::Answer(chat, note);
    std::ranges::copy(Answers(chat.notes, note), std::back_inserter(chat.unsent));
    chat.notes.push_back(note);
    return true;
  }
  grpc::Status End(Chat& chat, const ::RouteNote&) override {
    for (const ::RouteNote& answer : chat.unsent) chat.stream.Write(answer);
    return grpc::Status::OK;
  }
};

class RouteChatAnswersWithThePlaceOfTheNote final : public CorrectRouteGuide {
  Notes Answers(const Notes& notes, const ::RouteNote& note) override {
    Notes answers = CorrectRouteGuide::Answers(notes, note);
    for (::RouteNote& answer : answers) answer.clear_location();
    return answers;
  }
};

class RouteChatAnswersNoNotesWithNothing final : public CorrectRouteGuide {
  grpc::Status End(Chat& chat, const ::RouteNote&) override {
    if (!chat.notes.empty()) return grpc::Status::OK;
    return {grpc::StatusCode::INVALID_ARGUMENT, "no notes"};
  }
};

class RouteChatReadsAnUnsetPlaceAsZeroZero final : public CorrectRouteGuide {
  bool Answer(Chat& chat, const ::RouteNote& note) override {
    return !note.has_location() || CorrectRouteGuide::Answer(chat, note);
  }
};

class RouteChatGivesAnyTextBackByteForByte final : public CorrectRouteGuide {
  Notes Answers(const Notes& notes, const ::RouteNote& note) override {
    Notes answers = CorrectRouteGuide::Answers(notes, note);
    for (::RouteNote& answer : answers) {
      answer.set_message(std::string(answer.message().c_str()));  // up to a NUL
    }
    return answers;
  }
};

class RouteChatKeepsTheNotesOfConcurrentCallsApart final : public CorrectRouteGuide {
  bool Answer(Chat& chat, const ::RouteNote& note) override {
    ::RouteNote exchanged = note;
    exchanged.set_message(message_.Exchange(note.message()));
    return CorrectRouteGuide::Answer(chat, exchanged);
  }

  Exchanger<std::string> message_;
};

// Recorded: this one shares them.
class RouteChatSharesItsNotesOrNot final : public CorrectRouteGuide {
  bool Answer(Chat& chat, const ::RouteNote& note) override {
    const base::MutexLock lock(mutex_);
    chat.notes = notes_;
    const bool is_open = CorrectRouteGuide::Answer(chat, note);
    notes_ = chat.notes;
    return is_open;
  }

  absl::Mutex mutex_;
  Notes notes_ ABSL_GUARDED_BY(mutex_);
};

class RouteChatEndsAtABadPlaceAfterTheAnswersBeforeIt final : public CorrectRouteGuide {
  bool AcceptsNote(const Chat& chat, const ::RouteNote& note) override {
    return !chat.notes.empty() || CorrectRouteGuide::AcceptsNote(chat, note);
  }
};

class RouteChatEndsAtABadPlaceWhileTheClientStillWrites final : public CorrectRouteGuide {
  grpc::Status RouteChat(grpc::ServerContext* context, ChatStream* stream) override {
    const grpc::Status status = CorrectRouteGuide::RouteChat(context, stream);
    Drain<::RouteNote>(*stream);
    return status;
  }
};

// Recorded: this one tells such a note from a half-close.
class RouteChatEndsAtANoteThatIsNotUtf8 final : public CorrectRouteGuide {
  grpc::Status End(Chat&, const ::RouteNote& last) override {
    return rpc::ToGrpcStatus(rpc::StreamEndStatus(last));
  }
};

// Recorded: this one accepts a note of 100,000 bytes, beyond the usual limit.
class RouteChatTakesALongNoteOrNot final : public CorrectRouteGuide {
  void Register(grpc::ServerBuilder& builder) override {
    CorrectRouteGuide::Register(builder);
    builder.SetMaxReceiveMessageSize(1024 * 1024);
  }
};

}  // namespace breaks
}  // namespace

const MutantTable& StreamMutants() {
  static const auto* mutants = new MutantTable{
      {"RecordRouteCountsThePoints", Make<breaks::RecordRouteCountsThePoints>},
      {"RecordRouteCountsTheFeaturesPassed", Make<breaks::RecordRouteCountsTheFeaturesPassed>},
      {"RecordRouteCountsUnnamedFeaturesOrNot",
       Make<breaks::RecordRouteCountsUnnamedFeaturesOrNot>},
      {"RecordRouteMeasuresInMetresOnTheDocumentsSphere",
       Make<breaks::RecordRouteMeasuresInMetresOnTheDocumentsSphere>},
      {"RecordRouteMeasuresFromPoleToPole", Make<breaks::RecordRouteMeasuresFromPoleToPole>},
      {"RecordRouteStaysAtTheGreatestDistance",
       Make<breaks::RecordRouteStaysAtTheGreatestDistance>},
      {"RecordRouteSumsUpARouteWithoutPoints", Make<breaks::RecordRouteSumsUpARouteWithoutPoints>},
      {"RecordRouteReadsAnUnsetPointAsZeroZero",
       Make<breaks::RecordRouteReadsAnUnsetPointAsZeroZero>},
      {"RecordRouteTakesTheTimeInSeconds", Make<breaks::RecordRouteTakesTheTimeInSeconds>},
      {"RecordRouteRefusesAPointThatIsNotOnTheGlobe",
       Make<breaks::RecordRouteRefusesAPointThatIsNotOnTheGlobe>},
      {"RecordRouteEndsAtABadPointWhileTheClientStillWrites",
       Make<breaks::RecordRouteEndsAtABadPointWhileTheClientStillWrites>},
      {"RouteChatAnswersFourNotesAtOnePlaceWithSix",
       Make<breaks::RouteChatAnswersFourNotesAtOnePlaceWithSix>},
      {"RouteChatTellsPlacesApart", Make<breaks::RouteChatTellsPlacesApart>},
      {"RouteChatAnswersHundredNotesAtOnePlace",
       Make<breaks::RouteChatAnswersHundredNotesAtOnePlace>},
      {"RouteChatAnswersWhileTheClientMayStillWrite",
       Make<breaks::RouteChatAnswersWhileTheClientMayStillWrite>},
      {"RouteChatAnswersWithThePlaceOfTheNote",
       Make<breaks::RouteChatAnswersWithThePlaceOfTheNote>},
      {"RouteChatAnswersNoNotesWithNothing", Make<breaks::RouteChatAnswersNoNotesWithNothing>},
      {"RouteChatReadsAnUnsetPlaceAsZeroZero", Make<breaks::RouteChatReadsAnUnsetPlaceAsZeroZero>},
      {"RouteChatGivesAnyTextBackByteForByte", Make<breaks::RouteChatGivesAnyTextBackByteForByte>},
      {"RouteChatKeepsTheNotesOfConcurrentCallsApart",
       Make<breaks::RouteChatKeepsTheNotesOfConcurrentCallsApart>},
      {"RouteChatSharesItsNotesOrNot", Make<breaks::RouteChatSharesItsNotesOrNot>},
      {"RouteChatEndsAtABadPlaceAfterTheAnswersBeforeIt",
       Make<breaks::RouteChatEndsAtABadPlaceAfterTheAnswersBeforeIt>},
      {"RouteChatEndsAtABadPlaceWhileTheClientStillWrites",
       Make<breaks::RouteChatEndsAtABadPlaceWhileTheClientStillWrites>},
      {"RouteChatEndsAtANoteThatIsNotUtf8", Make<breaks::RouteChatEndsAtANoteThatIsNotUtf8>},
      {"RouteChatTakesALongNoteOrNot", Make<breaks::RouteChatTakesALongNoteOrNot>},
  };
  return *mutants;
}

}  // namespace workbook::tests
