// Where the contract leaves a choice: what this server does.
#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "conformance/matchers.h"
#include "conformance/suites/route_guide.h"

namespace workbook::conformance::suites {
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

// Some gRPC libraries do not tell a server why a read failed; then the server takes such a note for
// the end of the stream.
BEHAVIOUR(RouteGuideContract, RouteChatEndsAtANoteThatIsNotUtf8, kRecorded,
          "A note that is not UTF-8: what the call ends with", kRouteGuideFacts) {
  const ::Point place = FreshPlace();
  grpc::Status status;
  const std::vector<std::string> answers =
      Converse({NoteAt(place, "first"), NoteAt(place, "\xFF\xFE"), NoteAt(place, "last")}, &status);
  Observe(Code(status) + (answers.empty() ? "" : ", and notes after it are answered"));
}

BEHAVIOUR(RouteGuideContract, RouteChatTakesALongNoteOrNot, kRecorded,
          "A note of 100,000 bytes: returned, or refused for its size", kMessageLimits) {
  const ::Point place = FreshPlace();
  const std::string text(100'000, 'x');
  grpc::Status status;
  const std::vector<std::string> answers =
      Converse({NoteAt(place, text), NoteAt(place, "")}, &status);
  const bool is_returned = std::find(answers.begin(), answers.end(), text) != answers.end();
  Observe(is_returned ? "returned" : Code(status));
}

}  // namespace
}  // namespace workbook::conformance::suites
