// chat.ChatService: a client sends on a stream, which gets one answer at its end.
#include <gmock/gmock.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "chat.grpc.pb.h"
#include "conformance/matchers.h"
#include "conformance/suites/chat.h"
#include "rpc/channel.h"

namespace workbook::conformance::suites {
namespace {

// A call of Chat that is open for as long as this lives.
class SendStream {
 public:
  explicit SendStream(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(::chat::ChatService::NewStub(channel)), stream_(stub_->Chat(&context_, &reply_)) {}
  ~SendStream() { context_.TryCancel(); }

  /// False when the call has ended.
  bool Write(const std::string& user, const std::string& text) {
    ::chat::ChatMessage message;
    message.set_user(user);
    message.set_message(text);
    return stream_->Write(message);
  }
  void Cancel() { context_.TryCancel(); }
  grpc::Status HalfCloseAndFinish() {
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
          "Readers receive all messages of a stream, in order", kTheContracts) {
  constexpr int kMessages = 100;
  const auto reader = ReadyReader();
  if (reader == nullptr) return;
  SendStream ann(endpoint_->channel());
  for (int i = 0; i < kMessages; ++i) ann.Write(Name("ann"), Text(absl::StrCat("line ", i)));
  ASSERT_THAT(ann.HalfCloseAndFinish(), IsOk());
  for (int i = 0; i < kMessages; ++i) {
    ASSERT_THAT(reader->Next(), Message(absl::StrCat("line ", i)));
  }
}

BEHAVIOUR(ChatStreamContract, DeliversMessagesBeforeTheStreamEnds, kRequired,
          "Readers receive a message while its stream is still open", kTheContracts) {
  const auto reader = ReadyReader();
  if (reader == nullptr) return;
  SendStream ann(endpoint_->channel());
  for (const char* text : {"I am", "still here"}) {
    ASSERT_TRUE(ann.Write(Name("ann"), Text(text))) << "the server ended the sender's stream";
    ASSERT_THAT(reader->Next(), Message(text));
  }
  EXPECT_THAT(ann.HalfCloseAndFinish(), IsOk());
}

BEHAVIOUR(ChatStreamContract, TakesAStreamWithoutAMessage, kExpected,
          "A stream without a message ends with OK", kTheContracts) {
  EXPECT_THAT(SendStream(endpoint_->channel()).HalfCloseAndFinish(), IsOk());
}

BEHAVIOUR(ChatStreamContract, RefusesAnEmptyUser, kExpected,
          "An empty user is INVALID_ARGUMENT, and no reader receives it", kTheTutorials) {
  if (GetParam().subject.token_names_the_sender) GTEST_SKIP() << "the user comes from the token";
  const auto reader = ReadyReader();
  if (reader == nullptr) return;
  ASSERT_THAT(Send("who am I?", "").status, StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_THAT(Send("next").status, IsOk());
  EXPECT_THAT(reader->Next(), Message("next"));
}

BEHAVIOUR(ChatStreamContract, EndsAStreamAtWhatItRefuses, kExpected,
          "A refusal ends the stream: readers receive nothing after it", kTheTutorials) {
  if (GetParam().subject.token_names_the_sender) GTEST_SKIP() << "the user comes from the token";
  const auto reader = ReadyReader();
  if (reader == nullptr) return;
  SendStream ann(endpoint_->channel());
  ann.Write(Name("ann"), Text("good"));
  ann.Write("", Text("bad"));
  ann.Write(Name("ann"), Text("too late"));
  ASSERT_THAT(ann.HalfCloseAndFinish(), ::testing::Not(IsOk()));
  ASSERT_THAT(Send("next", "bob").status, IsOk());
  ASSERT_THAT(reader->Next(), Message("good"));
  EXPECT_THAT(reader->Next(), Message("next", "bob"));
}

BEHAVIOUR(ChatStreamContract, GoesOnWhenASendersStreamIsCancelled, kExpected,
          "A sender that cancels its stream harms nobody", kTheTutorials) {
  const auto reader = ReadyReader();
  if (reader == nullptr) return;
  for (int i = 0; i < 10; ++i) {
    SendStream ann(endpoint_->channel());
    ASSERT_TRUE(ann.Write(Name("ann"), Text("I must")));
    ann.Cancel();
    ASSERT_THAT(ann.Finish(), StatusIs(absl::StatusCode::kCancelled));
    ASSERT_THAT(Send("go on", "bob").status, IsOk());
    std::string message = reader->Next();
    while (message == Message("I must")) message = reader->Next();  // some, or none
    ASSERT_THAT(message, Message("go on", "bob"));
  }
}

}  // namespace
}  // namespace workbook::conformance::suites
