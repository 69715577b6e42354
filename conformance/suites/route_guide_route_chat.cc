#include <gmock/gmock.h>

#include <string>
#include <thread>
#include <vector>

#include "base/text_format.h"
#include "conformance/matchers.h"
#include "conformance/suites/route_guide.h"

namespace workbook::conformance::suites {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StrEq;

BEHAVIOUR(RouteGuideContract, RouteChatAnswersFourNotesAtOnePlaceWithSix, kRequired,
          "Each note is answered with all earlier ones at its place, in order", kBothWays) {
  const ::Point place = FreshPlace();
  grpc::Status status;
  const std::vector<std::string> answers =
      Converse({NoteAt(place, "first"), NoteAt(place, "second"), NoteAt(place, "third"),
                NoteAt(place, "fourth")},
               &status);
  ASSERT_THAT(status, IsOk());
  EXPECT_THAT(answers, ElementsAre("first", "first", "second", "first", "second", "third"));
}

BEHAVIOUR(RouteGuideContract, RouteChatTellsPlacesApart, kRequired,
          "A note is not answered with those at other places", kBothWays) {
  const ::Point place = FreshPlace();  // the document's five notes, moved there
  const ::Point east = Moved(place, 0, 1);
  const ::Point north = Moved(place, 1, 0);
  grpc::Status status;
  const std::vector<std::string> answers =
      Converse({NoteAt(place, "First message"), NoteAt(east, "Second message"),
                NoteAt(north, "Third message"), NoteAt(place, "Fourth message"),
                NoteAt(north, "Fifth message")},
               &status);
  ASSERT_THAT(status, IsOk());
  EXPECT_THAT(answers, ElementsAre("First message", "Third message"));
}

BEHAVIOUR(RouteGuideContract, RouteChatAnswersHundredNotesAtOnePlace, kExpected,
          "100 notes at one place are answered with 4950", kBothWays) {
  grpc::Status status;
  const std::vector<std::string> answers =
      Converse(std::vector<::RouteNote>(100, NoteAt(FreshPlace(), "x")), &status);
  ASSERT_THAT(status, IsOk());
  EXPECT_THAT(answers.size(), 100 * 99 / 2);
}

BEHAVIOUR(RouteGuideContract, RouteChatAnswersWhileTheClientMayStillWrite, kRequired,
          "A note is answered at once, not when the client half-closes", kBothWays) {
  const ::Point place = FreshPlace();
  const auto chat = stub_->RouteChat(&context_);
  ::RouteNote answer;
  chat->Write(NoteAt(place, "first"));
  for (int i = 0; i < 3; ++i) {
    chat->Write(NoteAt(place, "next"));
    ASSERT_THAT(ReadOne(*chat, &answer), IsOk());
    EXPECT_THAT(answer.message(), StrEq("first"));
    for (int earlier = 0; earlier < i; ++earlier) ASSERT_THAT(ReadOne(*chat, &answer), IsOk());
  }
  EXPECT_THAT(Rest(*chat), IsEmpty());
  EXPECT_THAT(chat->Finish(), IsOk());
}

BEHAVIOUR(RouteGuideContract, RouteChatAnswersWithThePlaceOfTheNote, kRequired,
          "An answer has the place of the note as well as its message", kBothWays) {
  const ::Point place = FreshPlace();
  const auto chat = stub_->RouteChat(&context_);
  chat->Write(NoteAt(place, "first"));
  chat->Write(NoteAt(place, "second"));
  chat->WritesDone();
  ::RouteNote answer;
  ASSERT_THAT(ReadOne(*chat, &answer), IsOk());
  EXPECT_THAT(base::ToOneLine(answer.location()), StrEq(base::ToOneLine(place)));
}

BEHAVIOUR(RouteGuideContract, RouteChatAnswersNoNotesWithNothing, kRequired,
          "A RouteChat without notes ends with OK and no answers", kBothWays) {
  const auto chat = stub_->RouteChat(&context_);
  const std::vector<std::string> answers = Rest(*chat);
  ASSERT_THAT(chat->Finish(), IsOk());
  EXPECT_THAT(answers, IsEmpty());
}

BEHAVIOUR(RouteGuideContract, RouteChatReadsAnUnsetPlaceAsZeroZero, kRequired,
          "RouteChat reads a place that is not set as 0, 0", kRouteGuideTutorial) {
  ::RouteNote nowhere;
  nowhere.set_message(FreshText());  // other clients may have left notes at 0, 0
  grpc::Status status;
  const std::vector<std::string> answers = Converse({nowhere, NoteAt(At(0, 0), "")}, &status);
  ASSERT_THAT(status, IsOk());
  EXPECT_THAT(answers, Contains(nowhere.message()));
}

BEHAVIOUR(RouteGuideContract, RouteChatGivesAnyTextBackByteForByte, kExpected,
          "A note of any script, and with a NUL, comes back byte for byte", kBothWays) {
  const std::string text("e\xCC\x81 \xD7\xA9\xD7\x9C \xF0\x9F\x98\x80 \0 end", 20);
  const ::Point place = FreshPlace();
  grpc::Status status;
  const std::vector<std::string> answers =
      Converse({NoteAt(place, text), NoteAt(place, "")}, &status);
  ASSERT_THAT(status, IsOk());
  EXPECT_THAT(answers, ElementsAre(text));
}

BEHAVIOUR(RouteGuideContract, RouteChatKeepsTheNotesOfConcurrentCallsApart, kExpected,
          "8 concurrent chats at 8 places each get their own notes", kBothWays) {
  std::vector<std::jthread> travellers;
  for (int traveller = 0; traveller < 8; ++traveller) {
    travellers.emplace_back([this, name = std::to_string(traveller), place = FreshPlace()] {
      grpc::Status status;
      const std::vector<std::string> answers =
          Converse(std::vector<::RouteNote>(3, NoteAt(place, name)), &status);
      ASSERT_THAT(status, IsOk());
      EXPECT_THAT(answers, ElementsAre(name, name, name));
    });
  }
}

BEHAVIOUR(RouteGuideContract, RouteChatEndsAtABadPlaceAfterTheAnswersBeforeIt, kExpected,
          "A note off the globe is INVALID_ARGUMENT, after earlier answers", kRouteGuideTutorial) {
  const ::Point place = FreshPlace();
  grpc::Status status;
  const std::vector<std::string> answers =
      Converse({NoteAt(place, "first"), NoteAt(place, "second"),
                NoteAt(At(0, 1'800'000'001), "off"), NoteAt(place, "too late")},
               &status);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(answers, ElementsAre("first"));
}

// The client does not half-close: a server that waits for it runs into the deadline.
BEHAVIOUR(RouteGuideContract, RouteChatEndsAtABadPlaceWhileTheClientStillWrites, kExpected,
          "A chat ends at a note off the globe, not at its half-close", kEarlyFinish) {
  const auto chat = stub_->RouteChat(&context_);
  chat->Write(NoteAt(At(-900'000'001, 0), "off"));
  EXPECT_THAT(chat->Finish(), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace workbook::conformance::suites
