// What somebody whom nobody knows can take of the chat server: over a socket, for what counts here
// are connections and how much of their answers they take.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "chat/all_doors.h"
#include "rpc/channel.h"
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

}  // namespace
}  // namespace workbook::testing
