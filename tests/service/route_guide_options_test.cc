// What route_guide_server's options add to the contract: whose notes a RouteChat gets, and how many
// streams the synchronous API accepts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "conformance/matchers.h"
#include "conformance/subject.h"
#include "route_guide/route_guide_service_callback.h"
#include "route_guide/route_guide_service_sync.h"

namespace workbook::tests {
namespace {

using conformance::Endpoint;
using conformance::IsOk;
using conformance::LocalEndpoint;
using conformance::OverLoopback;
using conformance::StatusIs;
using conformance::Subject;
using conformance::SubjectName;

using route_guide::CallbackRouteGuideService;
using route_guide::FeatureDatabase;
using route_guide::NoteBoard;
using route_guide::SyncRouteGuideService;

std::shared_ptr<const FeatureDatabase> NoFeatures() {
  return std::make_shared<const FeatureDatabase>(*FeatureDatabase::FromFeatures({}));
}

::RouteNote Note(const std::string& message) {
  ::RouteNote note;
  note.mutable_location()->set_latitude(1);
  note.set_message(message);
  return note;
}

// A board that holds two notes such as Note("1").
std::shared_ptr<NoteBoard> BoardForTwo() {
  return std::make_shared<NoteBoard>(2 * NoteBoard::Cost(Note("1")));
}

class SharedNotesTest : public ::testing::TestWithParam<Subject> {
 protected:
  // The answers to one note, in a call of its own.
  std::vector<std::string> AnswersTo(const std::string& message) {
    rpc::CallContext context(rpc::kDefaultTimeout);
    const auto chat = stub_->RouteChat(&context);
    chat->Write(Note(message));
    chat->WritesDone();
    std::vector<std::string> answers;
    ::RouteNote answer;
    while (chat->Read(&answer)) answers.push_back(answer.message());
    EXPECT_THAT(chat->Finish(), IsOk());
    return answers;
  }

  const std::unique_ptr<Endpoint> endpoint_ = GetParam().start();
  const std::unique_ptr<::RouteGuide::Stub> stub_ = ::RouteGuide::NewStub(endpoint_->channel());
};

TEST_P(SharedNotesTest, AnswersWithTheNotesOfEarlierCalls) {
  EXPECT_THAT(AnswersTo("1"), ::testing::IsEmpty());
  EXPECT_THAT(AnswersTo("2"), ::testing::ElementsAre("1"));
}

TEST_P(SharedNotesTest, DropsTheOldestNote) {
  AnswersTo("1");
  AnswersTo("2");
  EXPECT_THAT(AnswersTo("3"), ::testing::ElementsAre("1", "2"));
  EXPECT_THAT(AnswersTo("4"), ::testing::ElementsAre("2", "3"));
}

TEST_P(SharedNotesTest, AnswersWithTheNotesOfACallThatIsStillOpen) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  const auto open = stub_->RouteChat(&context);
  open->Write(Note("1"));
  open->Write(Note("2"));
  ::RouteNote answer;
  ASSERT_TRUE(open->Read(&answer));  // both notes are on the board
  EXPECT_THAT(AnswersTo("3"), ::testing::ElementsAre("1", "2"));
  open->WritesDone();
  EXPECT_THAT(open->Finish(), IsOk());
}

std::unique_ptr<rpc::Servable> MakeSync() {
  return std::make_unique<SyncRouteGuideService>(NoFeatures(), BoardForTwo());
}

std::unique_ptr<rpc::Servable> MakeCallback() {
  return std::make_unique<rpc::Hosted<CallbackRouteGuideService>>(NoFeatures(), BoardForTwo());
}

INSTANTIATE_TEST_SUITE_P(, SharedNotesTest,
                         ::testing::Values(OverLoopback("Sync", MakeSync),
                                           OverLoopback("Callback", MakeCallback)),
                         SubjectName);

// Opens a chat, and waits until the server has answered in it or ended it.
struct OpenChat {
  explicit OpenChat(::RouteGuide::Stub& stub) : stream(stub.RouteChat(&context)) {
    stream->Write(Note("1"));
    stream->Write(Note("2"));
    ::RouteNote answer;
    answered = stream->Read(&answer);
  }

  rpc::CallContext context{rpc::kDefaultTimeout};
  std::unique_ptr<grpc::ClientReaderWriter<::RouteNote, ::RouteNote>> stream;
  bool answered = false;
};

TEST(SyncRouteGuideServiceTest, RefusesAStreamBeyondItsThreadLimit) {
  LocalEndpoint endpoint(std::make_unique<SyncRouteGuideService>(NoFeatures(), nullptr, 4),
                         LocalEndpoint::Transport::kLoopback);
  const auto stub = ::RouteGuide::NewStub(endpoint.channel());
  OpenChat first(*stub);
  ASSERT_TRUE(first.answered);
  std::vector<std::unique_ptr<OpenChat>> more;
  do {
    more.push_back(std::make_unique<OpenChat>(*stub));
  } while (more.back()->answered && more.size() < 10);
  EXPECT_THAT(more.back()->stream->Finish(), StatusIs(absl::StatusCode::kResourceExhausted));

  // The accepted streams are not affected.
  first.stream->WritesDone();
  EXPECT_THAT(first.stream->Finish(), IsOk());
  for (const auto& chat : more) chat->context.TryCancel();
}

}  // namespace
}  // namespace workbook::tests
