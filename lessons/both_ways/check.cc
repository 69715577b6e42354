// Passes when the server answers each note, at once, with the earlier ones at its
// location.
#include "lessons/check/check.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/both_ways/lesson.h"
#include "lessons/check/test_server.h"
#include "route_guide/route_guide_client.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace {

using workbook::conformance::IsOkAndHolds;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::TestServer;

::RouteNote Note(int latitude, int longitude, const std::string& text) {
  ::RouteNote note;
  note.mutable_location()->set_latitude(latitude);
  note.mutable_location()->set_longitude(longitude);
  note.set_message(text);
  return note;
}

// `a at 1, 2`.
std::string Describe(const ::RouteNote& note) {
  return absl::StrCat(note.message(), " at ", note.location().latitude(), ", ",
                      note.location().longitude());
}

std::string Text(const std::vector<std::string>& answers) {
  return answers.empty() ? "no answers" : absl::StrJoin(answers, "; ");
}

// All answers to `notes`, in one call.
absl::StatusOr<std::string> AnswersTo(const std::vector<::RouteNote>& notes,
                                      const TestServer& server) {
  std::vector<std::string> answers;
  const absl::Status status =
      workbook::route_guide::RouteGuideClient(server.channel())
          .RouteChat(
              notes, [](const ::RouteNote&) {},
              [&](const ::RouteNote& answer) { answers.push_back(Describe(answer)); });
  if (!status.ok()) return status;
  return Text(answers);
}

absl::StatusOr<std::string> AnswersTo(const std::vector<::RouteNote>& notes) {
  return AnswersTo(notes, TestServer(lesson::MakeRouteGuide(), TestServer::Over::kLoopback));
}

// How long to wait for an answer. Once one has not come, the rest of this process waits less.
std::chrono::milliseconds patience = workbook::rpc::kDefaultTimeout;

bool WaitedInVain(const grpc::Status& status) {
  if (status.error_code() != grpc::StatusCode::DEADLINE_EXCEEDED) return false;
  patience = std::chrono::milliseconds(300);
  return true;
}

// The answers to three notes at one location, for a client that writes the next note when it has
// all answers to the one before. It half-closes after the last.
absl::StatusOr<std::string> AnswersInTurn() {
  const TestServer server(lesson::MakeRouteGuide(), TestServer::Over::kLoopback);
  const auto stub = ::RouteGuide::NewStub(server.channel());
  workbook::rpc::CallContext context(patience);
  const auto stream = stub->RouteChat(&context);
  std::vector<std::string> answers;
  ::RouteNote answer;
  const auto read = [&] {
    if (!stream->Read(&answer)) return false;
    answers.push_back(Describe(answer));
    return true;
  };
  stream->Write(Note(1, 2, "a"));
  stream->Write(Note(1, 2, "b"));
  const bool answered_b = read();
  if (answered_b) stream->Write(Note(1, 2, "c"));
  const bool answered_c = answered_b && read() && read();
  if (answered_c) stream->WritesDone();
  while (read()) {
  }
  const grpc::Status status = stream->Finish();
  if (WaitedInVain(status) && !answered_c) {
    return absl::StrCat(Text(answers), ", and then the client waited in vain for the next answer");
  }
  if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
  return Text(answers);
}

BEHAVIOUR(Lesson, AnswersWithEarlierNotes,
          "Each note gets the earlier notes at its location, oldest first", "stream->Read(&note)") {
  EXPECT_THAT(AnswersTo({Note(1, 2, "a"), Note(1, 2, "b"), Note(1, 2, "c")}),
              IsOkAndHolds(std::string("a at 1, 2; a at 1, 2; b at 1, 2")));
}

BEHAVIOUR(Lesson, KeepsPlacesApart, "It does not get the notes at other locations",
          "stream->Read(&note)") {
  EXPECT_THAT(AnswersTo({Note(1, 2, "a"), Note(1, 3, "b"), Note(2, 2, "c"), Note(1, 2, "d"),
                         Note(1, 3, "e")}),
              IsOkAndHolds(std::string("a at 1, 2; b at 1, 3")));
}

BEHAVIOUR(Lesson, KeepsEqualNotes,
          "A note with the same text as an earlier one is a note of its own",
          "stream->Read(&note)") {
  EXPECT_THAT(AnswersTo({Note(1, 2, "a"), Note(1, 2, "a"), Note(1, 2, "b")}),
              IsOkAndHolds(std::string("a at 1, 2; a at 1, 2; a at 1, 2")));
}

BEHAVIOUR(Lesson, AnswersAtOnce, "A client may wait for its answers before it writes on",
          "stream->Read(&note)") {
  EXPECT_THAT(AnswersInTurn(), IsOkAndHolds(std::string("a at 1, 2; a at 1, 2; b at 1, 2")));
}

// A call whose client writes a note, and then waits for as many answers.
class Conversation {
 public:
  explicit Conversation(::RouteGuide::Stub& stub) : stream_(stub.RouteChat(&context_)) {}

  // False when one of them does not come.
  bool Write(const ::RouteNote& note, int answers) {
    stream_->Write(note);
    ::RouteNote answer;
    for (int i = 0; i < answers; ++i) {
      if (!stream_->Read(&answer)) return false;
      answers_.push_back(Describe(answer));
    }
    return true;
  }
  std::string End() {
    stream_->WritesDone();
    for (::RouteNote answer; stream_->Read(&answer);) answers_.push_back(Describe(answer));
    const grpc::Status status = stream_->Finish();
    if (WaitedInVain(status)) return Text(answers_) + ", and then nothing";
    return Text(answers_) + (status.ok() ? "" : ", and then " + ::testing::PrintToString(status));
  }

 private:
  workbook::rpc::CallContext context_{patience};
  const std::unique_ptr<grpc::ClientReaderWriter<::RouteNote, ::RouteNote>> stream_;
  std::vector<std::string> answers_;
};

BEHAVIOUR(Lesson, KeepsCallsApart, "Two calls at the same time do not get each other's notes",
          "stream->Read(&note)") {
  const TestServer server(lesson::MakeRouteGuide(), TestServer::Over::kLoopback);
  const auto stub = ::RouteGuide::NewStub(server.channel());
  Conversation one(*stub);
  std::string second = "not made";
  if (one.Write(Note(1, 2, "a"), 0) && one.Write(Note(1, 2, "b"), 1)) {
    Conversation two(*stub);
    if (two.Write(Note(1, 2, "c"), 0) && two.Write(Note(1, 2, "d"), 1)) {
      one.Write(Note(1, 2, "e"), 2);
    }
    second = two.End();
  }
  EXPECT_THAT(absl::StrCat("the first: ", one.End(), "; the second: ", second),
              "the first: a at 1, 2; a at 1, 2; b at 1, 2; the second: c at 1, 2");
}

BEHAVIOUR(Lesson, ForgetsWithTheCall, "The notes of a call are no answers in the next call",
          "stream->Read(&note)") {
  const TestServer server(lesson::MakeRouteGuide(), TestServer::Over::kLoopback);
  ASSERT_THAT(AnswersTo({Note(1, 2, "a"), Note(1, 2, "b")}, server),
              IsOkAndHolds(std::string("a at 1, 2")));
  EXPECT_THAT(AnswersTo({Note(1, 2, "c"), Note(1, 2, "d")}, server),
              IsOkAndHolds(std::string("c at 1, 2")));
}

}  // namespace
