// Where the contract leaves a server free: what this one does.
#include <gmock/gmock.h>
#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "contract/route_guide_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

std::string Code(const grpc::Status& status) {
  return absl::StatusCodeToString(AsAbsl(status).code());
}

BEHAVIOUR(RouteGuideContract, RouteChatSharesItsNotesOrNot, kRecorded,
          "The notes of a RouteChat: per call, or shared by all calls", kRouteGuideTutorial) {
  const ::Point place = FreshPlace();
  grpc::Status status;
  Converse({NoteAt(place, "of an earlier call")}, &status);
  ASSERT_THAT(status, IsOk());
  const std::vector<std::string> answers = Converse({NoteAt(place, "of this call")}, &status);
  ASSERT_THAT(status, IsOk());
  Observe(answers.empty() ? "per call" : "shared by all calls");
}

BEHAVIOUR(RouteGuideContract, RecordRouteCountsUnnamedFeaturesOrNot, kRecorded,
          "A feature without a name, on a route: counted, or not", kClientStreaming) {
  const std::vector<::Feature> unnamed = Unnamed(KnownFeatures());
  if (unnamed.empty()) GTEST_SKIP() << "no feature without a name is known";
  grpc::Status status;
  const ::RouteSummary summary = Record({unnamed.front().location()}, &status);
  ASSERT_THAT(status, IsOk());
  Observe(summary.feature_count() == 0 ? "not counted" : "counted");
}

// A server whose library does not tell it why a read gave nothing takes such a note for the end.
BEHAVIOUR(RouteGuideContract, RouteChatEndsAtANoteThatIsNotUtf8, kRecorded,
          "A note that is not UTF-8: what the call ends with", kRouteGuideFacts) {
  const google::protobuf::LogSilencer quiet;  // our own side warns of it
  const ::Point place = FreshPlace();
  grpc::Status status;
  const std::vector<std::string> answers =
      Converse({NoteAt(place, "first"), NoteAt(place, "\xFF\xFE"), NoteAt(place, "last")}, &status);
  Observe(Code(status) + (answers.empty() ? "" : ", and notes after it are answered"));
}

BEHAVIOUR(RouteGuideContract, RouteChatTakesALongNoteOrNot, kRecorded,
          "A note of 100,000 bytes: given back, or refused for its size", kMessageLimits) {
  const ::Point place = FreshPlace();
  const std::string text(100'000, 'x');
  grpc::Status status;
  const std::vector<std::string> answers =
      Converse({NoteAt(place, text), NoteAt(place, "")}, &status);
  const bool given_back = std::find(answers.begin(), answers.end(), text) != answers.end();
  Observe(given_back ? "given back" : Code(status));
}

}  // namespace
}  // namespace workbook::testing
