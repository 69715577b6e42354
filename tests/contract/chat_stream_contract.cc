// chat.ChatService: whoever speaks has a stream for it, with one answer at its end.
#include <gmock/gmock.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "chat.grpc.pb.h"
#include "contract/chat_door_contract.h"
#include "rpc/channel.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

constexpr char kTheDoors[] = "docs/chat.md#the-doors";
constexpr char kTheTutorials[] = "docs/chat.md#what-differs-from-the-tutorials-and-why";

// A call of Chat that is open for as long as this lives.
class Speaker {
 public:
  explicit Speaker(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(::chat::ChatService::NewStub(channel)), stream_(stub_->Chat(&context_, &reply_)) {}
  ~Speaker() { context_.TryCancel(); }

  /// False when the call has ended.
  bool Write(const std::string& user, const std::string& text) {
    ::chat::ChatMessage message;
    message.set_user(user);
    message.set_message(text);
    return stream_->Write(message);
  }
  void Cancel() { context_.TryCancel(); }
  grpc::Status HangUp() {
    stream_->WritesDone();
    return stream_->Finish();
  }
  grpc::Status Finish() { return stream_->Finish(); }

 private:
  rpc::CallContext context_{rpc::kDefaultTimeout};
  ::chat::Empty reply_;
  const std::unique_ptr<::chat::ChatService::Stub> stub_;
  const std::unique_ptr<grpc::ClientWriter<::chat::ChatMessage>> stream_;
};

BEHAVIOUR(ChatStreamContract, TellsAllOfAStreamInOrder, kRequired,
          "What is said on one stream is all told, in order", kTheDoors) {
  constexpr int kMessages = 100;
  const auto reader = Listen();
  if (reader == nullptr) return;
  Speaker ann(endpoint_->channel());
  for (int i = 0; i < kMessages; ++i) ann.Write(Name("ann"), Text(absl::StrCat("line ", i)));
  ASSERT_THAT(ann.HangUp(), IsOk());
  for (int i = 0; i < kMessages; ++i) {
    ASSERT_THAT(reader->Next(), Line(absl::StrCat("line ", i)));
  }
}

BEHAVIOUR(ChatStreamContract, TellsWhatIsSaidBeforeTheStreamEnds, kRequired,
          "What is said is told while the stream is still open", kTheDoors) {
  const auto reader = Listen();
  if (reader == nullptr) return;
  Speaker ann(endpoint_->channel());
  for (const char* text : {"I am", "still here"}) {
    ASSERT_TRUE(ann.Write(Name("ann"), Text(text))) << "the server ended the speaker's stream";
    ASSERT_THAT(reader->Next(), Line(text));
  }
  EXPECT_THAT(ann.HangUp(), IsOk());
}

BEHAVIOUR(ChatStreamContract, TakesAStreamWithoutAMessage, kExpected,
          "A stream without a message ends with OK", kTheDoors) {
  EXPECT_THAT(Speaker(endpoint_->channel()).HangUp(), IsOk());
}

BEHAVIOUR(ChatStreamContract, RefusesAnEmptyUser, kExpected,
          "An empty user is INVALID_ARGUMENT, and told to nobody", kTheTutorials) {
  if (GetParam().subject.token_names_the_sender) GTEST_SKIP() << "a token is the user";
  const auto reader = Listen();
  if (reader == nullptr) return;
  ASSERT_THAT(Say("who am I?", "").status, HasCode(absl::StatusCode::kInvalidArgument));
  ASSERT_THAT(Say("next").status, IsOk());
  EXPECT_THAT(reader->Next(), Line("next"));
}

BEHAVIOUR(ChatStreamContract, EndsAStreamAtWhatItRefuses, kExpected,
          "A refusal ends the stream: nothing after it is told", kTheTutorials) {
  if (GetParam().subject.token_names_the_sender) GTEST_SKIP() << "a token is the user";
  const auto reader = Listen();
  if (reader == nullptr) return;
  Speaker ann(endpoint_->channel());
  ann.Write(Name("ann"), Text("good"));
  ann.Write("", Text("bad"));
  ann.Write(Name("ann"), Text("too late"));
  ASSERT_THAT(ann.HangUp(), ::testing::Not(IsOk()));
  ASSERT_THAT(Say("next", "bob").status, IsOk());
  ASSERT_THAT(reader->Next(), Line("good"));
  EXPECT_THAT(reader->Next(), Line("next", "bob"));
}

BEHAVIOUR(ChatStreamContract, GoesOnWhenASpeakerIsCutOff, kExpected,
          "A speaker whose stream is cancelled harms nobody", kTheTutorials) {
  const auto reader = Listen();
  if (reader == nullptr) return;
  for (int i = 0; i < 10; ++i) {
    Speaker ann(endpoint_->channel());
    ASSERT_TRUE(ann.Write(Name("ann"), Text("I must")));
    ann.Cancel();
    ASSERT_THAT(ann.Finish(), HasCode(absl::StatusCode::kCancelled));
    ASSERT_THAT(Say("go on", "bob").status, IsOk());
    std::string line = reader->Next();
    while (line == Line("I must")) line = reader->Next();  // some, or none
    ASSERT_THAT(line, Line("go on", "bob"));
  }
}

}  // namespace
}  // namespace workbook::testing
