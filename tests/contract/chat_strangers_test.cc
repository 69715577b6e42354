// What somebody whom nobody knows can take of the chat server: over a socket, for what counts here
// are connections and how much of their answers they take.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chat.grpc.pb.h"
#include "chat/all_doors.h"
#include "health.grpc.pb.h"
#include "rpc/channel.h"
#include "support/chat_door.h"
#include "support/eventually.h"
#include "support/matchers.h"
#include "support/own_connection.h"
#include "support/room_door.h"
#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::testing {
namespace {

namespace v1 = ::workbook::chat::v1;

constexpr auto kResourceExhausted = absl::StatusCode::kResourceExhausted;

class ChatStrangers : public ::testing::Test {
 protected:
  void Serve(const chat::Limits& limits) {
    doors_ = std::make_unique<chat::AllDoors>(limits);
    server_ = *rpc::Server::Listen({"127.0.0.1", 0}, *doors_);
  }

  // A client of its own.
  RoomDoor Stranger() { return RoomDoor(DialAnew(server_->address())); }

  // One whose calls may be sent a kilobyte each, and more only once that is read.
  std::unique_ptr<v1::ChatService::Stub> OneWhoTakesLittle() {
    grpc::ChannelArguments args;
    args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    args.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    args.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 1024);
    return v1::ChatService::NewStub(grpc::CreateCustomChannel(
        server_->address().ToString(), grpc::InsecureChannelCredentials(), args));
  }

  chat::Counters& counters() { return doors_->rooms().counters(); }

  std::unique_ptr<chat::AllDoors> doors_;
  std::unique_ptr<rpc::Server> server_;
};

// ---- What is not taken ----

// Each would hold its answer in the server's memory, for as long as its client likes.
TEST_F(ChatStrangers, WhoDoNotTakeTheirAnswersAreCut) {
  constexpr int kCalls = 10;
  Serve({.stall_time = absl::Seconds(1)});
  RoomDoor ann = Stranger();
  ASSERT_THAT(ann.Say({.text = std::string(8'000, 'x')}).status, IsOk());

  const auto stub = OneWhoTakesLittle();
  v1::GetHistoryRequest request;
  request.set_room("kitchen");
  grpc::CompletionQueue queue;
  struct Call {
    rpc::CallContext context{kPatience};
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
    call->reader->ReadInitialMetadata(call.get());  // and nothing more for now
    calls.push_back(std::move(call));
  }
  wait_for_all();
  ASSERT_TRUE(Eventually([this] { return counters().slow_readers_cut == kCalls; }));
  for (const auto& call : calls) call->reader->Finish(&call->response, &call->status, call.get());
  wait_for_all();
  for (const auto& call : calls) EXPECT_THAT(call->status, HasCode(kResourceExhausted));
}

// It may have been taking something all the while: "nothing" would be wrong.
TEST_F(ChatStrangers, WhoReadTooSlowlyAreToldSo) {
  Serve({.stall_time = absl::Seconds(1)});
  const auto stub = OneWhoTakesLittle();
  rpc::CallContext context(kPatience);
  v1::JoinRequest request;
  request.set_room("kitchen");
  const auto reader = stub->Join(&context, request);
  reader->WaitForInitialMetadata();
  RoomDoor ann = Stranger();
  ASSERT_THAT(ann.Say({.text = std::string(8'000, 'x')}).status, IsOk());
  ASSERT_TRUE(Eventually([this] { return counters().slow_readers_cut == 1; }));
  v1::JoinResponse response;
  while (reader->Read(&response)) {
  }
  const grpc::Status end = reader->Finish();
  EXPECT_THAT(end, HasCode(kResourceExhausted));
  EXPECT_EQ(end.error_message(), "the reader took a batch too slowly; resume where it stopped");
}

// ---- What lasts ----

// A stream costs the server memory, also when nothing is said.
TEST_F(ChatStrangers, WhoAreSilentAreNoMoreThanTheReadersMayBe) {
  Serve({.max_readers = 2});
  const auto channel = DialAnew(server_->address());
  const auto speakers = ::chat::ChatService::NewStub(channel);
  struct Speaker {
    rpc::CallContext context{kPatience};
    ::chat::Empty reply;
    std::unique_ptr<grpc::ClientWriter<::chat::ChatMessage>> stream;
  };
  std::vector<std::unique_ptr<Speaker>> silent;
  const auto come = [&] {
    silent.push_back(std::make_unique<Speaker>());
    Speaker& speaker = *silent.back();
    speaker.stream = speakers->Chat(&speaker.context, &speaker.reply);
  };
  come();
  come();
  ASSERT_TRUE(Eventually([this] { return counters().speakers == 2; }));
  come();
  EXPECT_THAT(silent[2]->stream->Finish(), HasCode(kResourceExhausted));
  // Readers have places of their own, and whoever goes makes room.
  EXPECT_THAT(Stranger().Enter({})->welcome().reader_count(), 1);
  silent[0]->stream->WritesDone();
  EXPECT_THAT(silent[0]->stream->Finish(), IsOk());
  EXPECT_TRUE(Eventually([this] { return counters().speakers == 1; }));
  silent[1]->context.TryCancel();
  EXPECT_TRUE(Eventually([this] { return counters().speakers == 0; }));
}

TEST_F(ChatStrangers, WhoWatchTheHealthAreNoMoreThanTheReadersMayBe) {
  Serve({.max_readers = 2});
  const auto health = grpc::health::v1::Health::NewStub(DialAnew(server_->address()));
  struct Watcher {
    rpc::CallContext context{kPatience};
    std::unique_ptr<grpc::ClientReader<grpc::health::v1::HealthCheckResponse>> stream;
  };
  grpc::health::v1::HealthCheckResponse response;
  std::vector<std::unique_ptr<Watcher>> watchers;
  for (const bool is_let_in : {true, true, false}) {
    auto watcher = std::make_unique<Watcher>();
    watcher->stream = health->Watch(&watcher->context, {});
    EXPECT_EQ(watcher->stream->Read(&response), is_let_in);
    watchers.push_back(std::move(watcher));
  }
  EXPECT_THAT(watchers[2]->stream->Finish(), HasCode(kResourceExhausted));
  for (const auto& watcher : watchers) watcher->context.TryCancel();
  EXPECT_TRUE(Eventually([this] { return counters().watchers == 0; }));
}

// ---- Who has no name but the one he claims ----

// So seldom that nothing comes back while a test runs.
constexpr chat::SendRate kTenAtOnce{.per_second = 0.001, .burst = 10};

// How often in a row `act` is let do what it does, up to `most`, and how it ended.
template <typename Act>
std::pair<int, grpc::Status> CountUntilRefused(int most, const Act& act) {
  for (int i = 0; i < most; ++i) {
    if (const grpc::Status status = act(i); !status.ok()) return {i, status};
  }
  return {most, grpc::Status::OK};
}

TEST_F(ChatStrangers, WhoClaimANameLeaveItsOwnerWhatItMaySay) {
  Serve({.send_rate = kTenAtOnce});
  RoomDoor ann = Stranger();
  RoomDoor mallory = Stranger();
  const auto [said, end] =
      CountUntilRefused(100, [&](int) { return mallory.Say({.sender = "ann"}).status; });
  EXPECT_EQ(said, 10);
  EXPECT_THAT(end, HasCode(kResourceExhausted));
  EXPECT_THAT(ann.Say({.sender = "ann"}).status, IsOk());
}

TEST_F(ChatStrangers, WhoHaveANewNameEachTimeGetNoFarther) {
  Serve({.send_rate = kTenAtOnce});
  RoomDoor mallory = Stranger();
  const auto [said, end] = CountUntilRefused(
      100, [&](int i) { return mallory.Say({.sender = absl::StrCat("ann ", i)}).status; });
  EXPECT_EQ(said, 40);
  EXPECT_THAT(end, HasCode(kResourceExhausted));
  EXPECT_THAT(Stranger().Say({.sender = "bob"}).status, IsOk());
}

TEST_F(ChatStrangers, WhoHaveANewNameEachTimeGetNoFartherByAnyDoor) {
  for (const DoorKind& kind : AllDoorKinds()) {
    // The stream of the door `chat` is not refused, it waits: for a second.
    Serve({.send_rate = {.per_second = 1, .burst = 10}});
    const auto door = kind.open(DialAnew(server_->address()));
    for (int i = 0; i < 100 && counters().sends_throttled == 0; ++i) {
      door->Say(absl::StrCat("ann ", i), "hello");
    }
    EXPECT_GT(counters().sends_throttled, 0) << kind.name;
    server_->Shutdown();
  }
}

// To come and to go is an event each, which all are told, and which takes the place of a message.
TEST_F(ChatStrangers, WhoComeAndGoWithoutEndAreToldWhenToComeAgain) {
  Serve({.send_rate = kTenAtOnce});
  const auto stub = v1::ChatService::NewStub(DialAnew(server_->address()));
  std::string retry_pushback;
  const auto join = [&](const std::string& name) {
    rpc::CallContext context(kPatience);
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
  EXPECT_THAT(end, HasCode(kResourceExhausted));
  EXPECT_THAT(retry_pushback, ::testing::MatchesRegex("[1-9][0-9]*"));
  const auto [under_new_names, last] =
      CountUntilRefused(100, [&](int i) { return join(absl::StrCat("guest ", i)); });
  EXPECT_EQ(under_new_names, 30);
  EXPECT_THAT(last, HasCode(kResourceExhausted));
  EXPECT_THAT(join(""), IsOk());  // unseen
}

}  // namespace
}  // namespace workbook::testing
