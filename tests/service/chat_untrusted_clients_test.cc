// What an untrusted client can use up of the chat server. Over sockets, because connections count
// here, and how much of its replies a client reads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chat.grpc.pb.h"
#include "chat/server/chat_server.h"
#include "conformance/eventually.h"
#include "conformance/matchers.h"
#include "conformance/own_connection.h"
#include "conformance/suites/chat_client.h"
#include "conformance/suites/room_client.h"
#include "health.grpc.pb.h"
#include "rpc/channel.h"
#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::tests {
namespace {

using conformance::DialOwnConnection;
using conformance::Eventually;
using conformance::IsOk;
using conformance::StatusIs;
using conformance::suites::AllContracts;
using conformance::suites::ContractKind;
using conformance::suites::kTimeout;
using conformance::suites::RoomClient;

namespace v1 = ::workbook::chat::v1;

constexpr auto kResourceExhausted = absl::StatusCode::kResourceExhausted;

class ChatUntrustedClients : public ::testing::Test {
 protected:
  void StartServer(const chat::core::Limits& limits) {
    chat_ = std::make_unique<chat::server::ChatServer>(limits);
    server_ = *rpc::Server::Listen({"127.0.0.1", 0}, *chat_);
  }

  // A client with a connection of its own.
  RoomClient NewClient() { return RoomClient(DialOwnConnection(server_->address())); }

  // A client whose calls take a kilobyte each, and more only when the test reads.
  std::unique_ptr<v1::ChatService::Stub> SlowStub() {
    grpc::ChannelArguments args;
    args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    args.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    args.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 1024);
    return v1::ChatService::NewStub(
        rpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials(), args));
  }

  chat::core::Counters& counters() { return chat_->rooms().counters(); }

  std::unique_ptr<chat::server::ChatServer> chat_;
  std::unique_ptr<rpc::Server> server_;
};

// ---- Replies and writes that the client does not read ----

// Each reply would stay in the server's memory as long as its client likes.
TEST_F(ChatUntrustedClients, AreTerminatedWhenTheyDoNotReadTheirReplies) {
  constexpr int kCalls = 10;
  StartServer({.stall_time = absl::Seconds(1)});
  RoomClient ann = NewClient();
  ASSERT_THAT(ann.Send({.text = std::string(8'000, 'x')}).status, IsOk());

  const auto stub = SlowStub();
  v1::GetHistoryRequest request;
  request.set_room("kitchen");
  grpc::CompletionQueue queue;
  struct Call {
    rpc::CallContext context{kTimeout};
    v1::GetHistoryResponse response;
    grpc::Status status;
    std::unique_ptr<grpc::ClientAsyncResponseReader<v1::GetHistoryResponse>> reader;
  };
  const auto wait_for_all = [&queue] {
    for (int i = 0; i < kCalls; ++i) {
      void* tag = nullptr;
      bool ok = false;
      ASSERT_TRUE(queue.Next(&tag, &ok));
    }
  };
  std::vector<std::unique_ptr<Call>> calls;
  for (int i = 0; i < kCalls; ++i) {
    auto call = std::make_unique<Call>();
    call->reader = stub->AsyncGetHistory(&call->context, request, &queue);
    call->reader->ReadInitialMetadata(call.get());  // and not the reply for now
    calls.push_back(std::move(call));
  }
  wait_for_all();
  ASSERT_TRUE(Eventually([this] { return counters().slow_readers_terminated == kCalls; }));
  for (const auto& call : calls) call->reader->Finish(&call->response, &call->status, call.get());
  wait_for_all();
  for (const auto& call : calls) EXPECT_THAT(call->status, StatusIs(kResourceExhausted));
}

// The reader may have read a part: the message must not claim that it read nothing.
TEST_F(ChatUntrustedClients, AreToldWhenTheyReadTooSlowly) {
  StartServer({.stall_time = absl::Seconds(1)});
  const auto stub = SlowStub();
  rpc::CallContext context(kTimeout);
  v1::JoinRequest request;
  request.set_room("kitchen");
  const auto reader = stub->Join(&context, request);
  reader->WaitForInitialMetadata();
  RoomClient ann = NewClient();
  ASSERT_THAT(ann.Send({.text = std::string(8'000, 'x')}).status, IsOk());
  ASSERT_TRUE(Eventually([this] { return counters().slow_readers_terminated == 1; }));
  v1::JoinResponse response;
  while (reader->Read(&response)) {
  }
  const grpc::Status end = reader->Finish();
  EXPECT_THAT(end, StatusIs(kResourceExhausted));
  EXPECT_EQ(end.error_message(),
            "the client did not read a batch within 1s; resume from the last position");
}

// ---- Streams without traffic ----

// A stream costs the server memory, also without messages.
TEST_F(ChatUntrustedClients, MayOpenAsManySendingStreamsAsReaders) {
  StartServer({.max_readers = 2});
  const auto channel = DialOwnConnection(server_->address());
  const auto stub = ::chat::ChatService::NewStub(channel);
  struct Sender {
    rpc::CallContext context{kTimeout};
    ::chat::Empty reply;
    std::unique_ptr<grpc::ClientWriter<::chat::ChatMessage>> stream;
  };
  std::vector<std::unique_ptr<Sender>> silent;
  const auto open = [&] {
    silent.push_back(std::make_unique<Sender>());
    Sender& sender = *silent.back();
    sender.stream = stub->Chat(&sender.context, &sender.reply);
  };
  open();
  open();
  ASSERT_TRUE(Eventually([this] { return counters().senders == 2; }));
  open();
  EXPECT_THAT(silent[2]->stream->Finish(), StatusIs(kResourceExhausted));
  // Readers have slots of their own, and a stream that ends frees its slot.
  EXPECT_THAT(NewClient().Enter({})->welcome().reader_count(), 1);
  silent[0]->stream->WritesDone();
  EXPECT_THAT(silent[0]->stream->Finish(), IsOk());
  EXPECT_TRUE(Eventually([this] { return counters().senders == 1; }));
  silent[1]->context.TryCancel();
  EXPECT_TRUE(Eventually([this] { return counters().senders == 0; }));
}

TEST_F(ChatUntrustedClients, MayOpenAsManyHealthWatchesAsReaders) {
  StartServer({.max_readers = 2});
  const auto health = grpc::health::v1::Health::NewStub(DialOwnConnection(server_->address()));
  struct Watcher {
    rpc::CallContext context{kTimeout};
    std::unique_ptr<grpc::ClientReader<grpc::health::v1::HealthCheckResponse>> stream;
  };
  grpc::health::v1::HealthCheckResponse response;
  std::vector<std::unique_ptr<Watcher>> watchers;
  for (const bool is_admitted : {true, true, false}) {
    auto watcher = std::make_unique<Watcher>();
    watcher->stream = health->Watch(&watcher->context, {});
    EXPECT_EQ(watcher->stream->Read(&response), is_admitted);
    watchers.push_back(std::move(watcher));
  }
  EXPECT_THAT(watchers[2]->stream->Finish(), StatusIs(kResourceExhausted));
  for (const auto& watcher : watchers) watcher->context.TryCancel();
  EXPECT_TRUE(Eventually([this] { return counters().watchers == 0; }));
}

// ---- Claimed names ----

// So slow that no token comes back while a test runs.
constexpr chat::core::SendRate kTenAtOnce{.per_second = 0.001, .burst = 10};

// How many calls of `act` in a row succeed, up to `most`, and the first failure.
template <typename Act>
std::pair<int, grpc::Status> CountUntilRefused(int most, const Act& act) {
  for (int i = 0; i < most; ++i) {
    if (const grpc::Status status = act(i); !status.ok()) return {i, status};
  }
  return {most, grpc::Status::OK};
}

TEST_F(ChatUntrustedClients, CannotUseUpTheRateOfANameTheyClaim) {
  StartServer({.send_rate = kTenAtOnce});
  RoomClient ann = NewClient();
  RoomClient mallory = NewClient();
  const auto [sent, end] =
      CountUntilRefused(100, [&](int) { return mallory.Send({.sender = "ann"}).status; });
  EXPECT_EQ(sent, 10);
  EXPECT_THAT(end, StatusIs(kResourceExhausted));
  EXPECT_THAT(ann.Send({.sender = "ann"}).status, IsOk());
}

TEST_F(ChatUntrustedClients, AreLimitedPerConnectionWhateverNamesTheyClaim) {
  StartServer({.send_rate = kTenAtOnce});
  RoomClient mallory = NewClient();
  const auto [sent, end] = CountUntilRefused(
      100, [&](int i) { return mallory.Send({.sender = absl::StrCat("ann ", i)}).status; });
  EXPECT_EQ(sent, 40);
  EXPECT_THAT(end, StatusIs(kResourceExhausted));
  EXPECT_THAT(NewClient().Send({.sender = "bob"}).status, IsOk());
}

TEST_F(ChatUntrustedClients, AreLimitedPerConnectionWithEveryContract) {
  for (const ContractKind& kind : AllContracts()) {
    // The server does not refuse the sending stream of `chat`, but pauses it: for a second.
    StartServer({.send_rate = {.per_second = 1, .burst = 10}});
    const auto client = kind.open(DialOwnConnection(server_->address()));
    for (int i = 0; i < 100 && counters().sends_throttled == 0; ++i) {
      client->Send(absl::StrCat("ann ", i), "hello");
    }
    EXPECT_GT(counters().sends_throttled, 0) << kind.name;
    server_->Shutdown();
  }
}

// A join and a leave are an event each, which every reader gets and which evicts a message.
TEST_F(ChatUntrustedClients, AreToldWhenToRetryWhenTheyJoinTooOften) {
  StartServer({.send_rate = kTenAtOnce});
  const auto stub = v1::ChatService::NewStub(DialOwnConnection(server_->address()));
  std::string retry_pushback;
  const auto join = [&](const std::string& name) {
    rpc::CallContext context(kTimeout);
    v1::JoinRequest request;
    request.set_room("kitchen");
    request.set_participant(name);
    const auto reader = stub->Join(&context, request);
    v1::JoinResponse welcome;
    if (reader->Read(&welcome)) {
      context.TryCancel();
      return grpc::Status::OK;
    }
    const grpc::Status status = reader->Finish();
    const auto& trailer = context.GetServerTrailingMetadata();
    const auto found = trailer.find("grpc-retry-pushback-ms");
    if (found != trailer.end()) retry_pushback.assign(found->second.begin(), found->second.end());
    return status;
  };
  const auto [as_ann, end] = CountUntilRefused(100, [&](int) { return join("ann"); });
  EXPECT_EQ(as_ann, 10);
  EXPECT_THAT(end, StatusIs(kResourceExhausted));
  EXPECT_THAT(retry_pushback, ::testing::MatchesRegex("[1-9][0-9]*"));
  const auto [under_new_names, last] =
      CountUntilRefused(100, [&](int i) { return join(absl::StrCat("guest ", i)); });
  EXPECT_EQ(under_new_names, 30);
  EXPECT_THAT(last, StatusIs(kResourceExhausted));
  EXPECT_THAT(join(""), IsOk());  // unseen
}

}  // namespace
}  // namespace workbook::tests
