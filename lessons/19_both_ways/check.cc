// Lesson 19 holds when each note is answered, at once, with those that were left at its place.
#include "lessons/check/check.h"

#include <chrono>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "lesson.h"
#include "lessons/check/served.h"
#include "route_guide/route_guide_client.h"
#include "rpc/channel.h"

namespace {

using workbook::check::Served;
using workbook::testing::Gives;

::RouteNote Note(int latitude, const std::string& text) {
  ::RouteNote note;
  note.mutable_location()->set_latitude(latitude);
  note.set_message(text);
  return note;
}

// The texts of all answers to `notes`, with commas between them.
absl::StatusOr<std::string> AnswersTo(const std::vector<::RouteNote>& notes) {
  const Served served(lesson::MakeRouteGuide(), Served::Over::kLoopback);
  std::vector<std::string> answers;
  const absl::Status status =
      workbook::route_guide::RouteGuideClient(served.channel())
          .RouteChat(
              notes, [](const ::RouteNote&) {},
              [&](const ::RouteNote& answer) { answers.push_back(answer.message()); });
  if (!status.ok()) return status;
  return absl::StrJoin(answers, ", ");
}

// The first answer to `notes`, read before the client has half-closed.
absl::StatusOr<std::string> FirstAnswerTo(const std::vector<::RouteNote>& notes) {
  const Served served(lesson::MakeRouteGuide(), Served::Over::kLoopback);
  const auto stub = ::RouteGuide::NewStub(served.channel());
  workbook::rpc::CallContext context(std::chrono::seconds(3));
  const auto stream = stub->RouteChat(&context);
  for (const ::RouteNote& note : notes) stream->Write(note);
  ::RouteNote answer;
  if (stream->Read(&answer)) return answer.message();
  stream->WritesDone();
  return workbook::rpc::FromGrpcStatus(stream->Finish());
}

HOLDS(AnswersWithEarlierNotes, "A note is answered with all before it at its place, oldest first",
      "stream->Read(&note)") {
  EXPECT_THAT(AnswersTo({Note(1, "a"), Note(1, "b"), Note(1, "c")}), Gives(std::string("a, a, b")));
}

HOLDS(KeepsPlacesApart, "Notes that were left elsewhere stay out of it", "stream->Read(&note)") {
  EXPECT_THAT(AnswersTo({Note(1, "a"), Note(2, "b"), Note(2, "c"), Note(1, "d")}),
              Gives(std::string("b, a")));
}

HOLDS(AnswersAtOnce, "An answer comes while the client may still write", "stream->Read(&note)") {
  EXPECT_THAT(FirstAnswerTo({Note(1, "a"), Note(1, "b")}), Gives(std::string("a")));
}

}  // namespace
