#include <gmock/gmock.h>
#include <google/protobuf/stubs/logging.h>

#include <string>
#include <thread>
#include <vector>

#include "contract/route_guide_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Chat = grpc::ClientReaderWriter<::RouteNote, ::RouteNote>;

// Half-closes, and reads the messages of all answers that are left.
std::vector<std::string> Rest(Chat& chat) {
  chat.WritesDone();
  std::vector<std::string> messages;
  ::RouteNote answer;
  while (chat.Read(&answer)) messages.push_back(answer.message());
  return messages;
}

// A whole call: sends `notes` and half-closes, and reads the answers' messages meanwhile, for a
// server may wait for them to be read.
std::vector<std::string> Converse(::RouteGuide::Stub& stub, const std::vector<::RouteNote>& notes,
                                  grpc::Status* status) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  const auto chat = stub.RouteChat(&context);
  std::thread writer([&] {
    for (const ::RouteNote& note : notes) chat->Write(note);
    chat->WritesDone();
  });
  std::vector<std::string> messages;
  ::RouteNote answer;
  while (chat->Read(&answer)) messages.push_back(answer.message());
  writer.join();
  *status = chat->Finish();
  return messages;
}

TEST_P(RouteGuideContract, RouteChatAnswersFourNotesAtOnePlaceWithSix) {
  grpc::Status status;
  EXPECT_THAT(Converse(*stub_,
                       {NoteAt(kMiddle, "first"), NoteAt(kMiddle, "second"),
                        NoteAt(kMiddle, "third"), NoteAt(kMiddle, "fourth")},
                       &status),
              ElementsAre("first", "first", "second", "first", "second", "third"));
  EXPECT_THAT(status, IsOk());
}

TEST_P(RouteGuideContract, RouteChatAnswersTheDocumentsFiveNotes) {
  grpc::Status status;
  EXPECT_THAT(Converse(*stub_,
                       {NoteAt(At(0, 0), "First message"), NoteAt(At(0, 1), "Second message"),
                        NoteAt(At(1, 0), "Third message"), NoteAt(At(0, 0), "Fourth message"),
                        NoteAt(At(1, 0), "Fifth message")},
                       &status),
              ElementsAre("First message", "Third message"));
  EXPECT_THAT(status, IsOk());
}

TEST_P(RouteGuideContract, RouteChatAnswersHundredNotesAtOnePlace) {
  grpc::Status status;
  EXPECT_THAT(Converse(*stub_, std::vector<::RouteNote>(100, NoteAt(kMiddle, "x")), &status),
              SizeIs(100 * 99 / 2));
  EXPECT_THAT(status, IsOk());
}

TEST_P(RouteGuideContract, RouteChatAnswersWhileTheClientMayStillWrite) {
  const auto chat = stub_->RouteChat(&context_);
  ::RouteNote answer;
  chat->Write(NoteAt(kMiddle, "first"));
  for (int i = 0; i < 3; ++i) {
    chat->Write(NoteAt(kMiddle, "next"));
    ASSERT_TRUE(chat->Read(&answer));
    EXPECT_EQ(answer.message(), "first");
    EXPECT_EQ(answer.location().latitude(), kMiddle.latitude());
    for (int earlier = 0; earlier < i; ++earlier) ASSERT_TRUE(chat->Read(&answer));
  }
  EXPECT_THAT(Rest(*chat), IsEmpty());
  EXPECT_THAT(chat->Finish(), IsOk());
}

TEST_P(RouteGuideContract, RouteChatHasNothingToSayToSilence) {
  const auto chat = stub_->RouteChat(&context_);
  EXPECT_THAT(Rest(*chat), IsEmpty());
  EXPECT_THAT(chat->Finish(), IsOk());
}

TEST_P(RouteGuideContract, RouteChatReadsAnUnsetPlaceAsZeroZero) {
  const auto chat = stub_->RouteChat(&context_);
  ::RouteNote nowhere;
  nowhere.set_message("nowhere");
  chat->Write(nowhere);
  chat->Write(NoteAt(At(0, 0), ""));
  EXPECT_THAT(Rest(*chat), ElementsAre("nowhere"));
  EXPECT_THAT(chat->Finish(), IsOk());
}

TEST_P(RouteGuideContract, RouteChatGivesAnyTextBackByteForByte) {
  const std::string text("e\xCC\x81 \xD7\xA9\xD7\x9C \xF0\x9F\x98\x80 \0 end", 20);
  const auto chat = stub_->RouteChat(&context_);
  chat->Write(NoteAt(kMiddle, text));
  chat->Write(NoteAt(kMiddle, ""));
  EXPECT_THAT(Rest(*chat), ElementsAre(text));
  EXPECT_THAT(chat->Finish(), IsOk());
}

TEST_P(RouteGuideContract, RouteChatKeepsTheNotesOfConcurrentCallsApart) {
  std::vector<std::thread> travellers;
  for (int traveller = 0; traveller < 8; ++traveller) {
    travellers.emplace_back([this, traveller] {
      const std::string name = std::to_string(traveller);
      grpc::Status status;
      EXPECT_THAT(Converse(*stub_, std::vector<::RouteNote>(3, NoteAt(kMiddle, name)), &status),
                  ElementsAre(name, name, name));
      EXPECT_THAT(status, IsOk());
    });
  }
  for (std::thread& traveller : travellers) traveller.join();
}

TEST_P(RouteGuideContract, RouteChatEndsAtABadPlaceAfterTheAnswersBeforeIt) {
  grpc::Status status;
  EXPECT_THAT(Converse(*stub_,
                       {NoteAt(kMiddle, "first"), NoteAt(kMiddle, "second"),
                        NoteAt(At(0, 1'800'000'001), "off"), NoteAt(kMiddle, "too late")},
                       &status),
              ElementsAre("first"));
  EXPECT_THAT(status, HasCode(absl::StatusCode::kInvalidArgument));
}

TEST_P(RouteGuideContract, RouteChatEndsAtABadPlaceWhileTheClientStillWrites) {
  const auto chat = stub_->RouteChat(&context_);
  chat->Write(NoteAt(At(-900'000'001, 0), "off"));
  while (chat->Write(NoteAt(kMiddle, ""))) {
  }
  EXPECT_THAT(chat->Finish(), HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_LT(StopServer(), kPromptly);
}

TEST_P(RouteGuideContract, RouteChatTakesANoteOfTheGreatestSizeAndNoLarger) {
  const auto chat = stub_->RouteChat(&context_);
  ::RouteNote largest = NoteAt(kMiddle, "largest");
  Inflate(largest, rpc::Server::kMaxMessageBytes);
  chat->Write(largest);
  chat->Write(NoteAt(kMiddle, ""));
  ::RouteNote answer;
  ASSERT_TRUE(chat->Read(&answer));
  EXPECT_EQ(answer.message(), "largest");
  ::RouteNote too_large = NoteAt(kMiddle, "too large");
  Inflate(too_large, rpc::Server::kMaxMessageBytes + 1);
  chat->Write(too_large);
  EXPECT_THAT(Rest(*chat), IsEmpty());
  EXPECT_THAT(chat->Finish(), HasCode(absl::StatusCode::kResourceExhausted));
}

TEST_P(RouteGuideContract, RouteChatEndsAtTheDeadlineOfAClientThatDoesNotRead) {
  rpc::CallContext context(std::chrono::milliseconds(200));
  const auto chat = stub_->RouteChat(&context);
  while (chat->Write(NoteAt(kMiddle, std::string(10'000, 'x')))) {
  }
  EXPECT_THAT(chat->Finish(), HasCode(absl::StatusCode::kDeadlineExceeded));
  EXPECT_LT(StopServer(), kPromptly);
}

// gRPC's C++ servers cannot tell a note that does not parse from a half-close: what is promised is
// that the call ends, and that nobody else is hurt.
TEST_P(RouteGuideContract, RouteChatReadsNothingAfterANoteThatIsNotUtf8) {
  const google::protobuf::LogSilencer quiet;
  grpc::Status status;
  EXPECT_THAT(Converse(*stub_,
                       {NoteAt(kMiddle, "first"), NoteAt(kMiddle, "second"),
                        NoteAt(kMiddle, "\xFF\xFE"), NoteAt(kMiddle, "too late")},
                       &status),
              ElementsAre("first"));
  EXPECT_THAT(Converse(*stub_, {NoteAt(kMiddle, "a"), NoteAt(kMiddle, "b")}, &status),
              ElementsAre("a"));
  EXPECT_THAT(status, IsOk());
}

TEST_P(RouteGuideContract, RouteChatEndsWhenTheClientCancels) {
  const auto chat = stub_->RouteChat(&context_);
  ::RouteNote answer;
  chat->Write(NoteAt(kMiddle, "first"));
  chat->Write(NoteAt(kMiddle, "second"));
  ASSERT_TRUE(chat->Read(&answer));  // the server is at work
  context_.TryCancel();
  EXPECT_THAT(chat->Finish(), HasCode(absl::StatusCode::kCancelled));
  EXPECT_LT(StopServer(), kPromptly);
}

TEST_P(RouteGuideContract, RouteChatEndsAtTheDeadlineOfAClientThatSaysNothing) {
  rpc::CallContext context(std::chrono::milliseconds(50));
  const auto chat = stub_->RouteChat(&context);
  EXPECT_THAT(chat->Finish(), HasCode(absl::StatusCode::kDeadlineExceeded));
  EXPECT_LT(StopServer(), kPromptly);
}

}  // namespace
}  // namespace workbook::testing
