// Passes when the server receives an id with every call.
#include "lessons/check/check.h"

#include <grpcpp/generic/generic_stub.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/notification.h"
#include "lessons/check/test_server.h"
#include "lessons/client_interceptor/lesson.h"
#include "order_management.grpc.pb.h"
#include "rpc/channel.h"

namespace {

using ::testing::StrEq;
using workbook::conformance::IsOk;
using workbook::lessons::check::Lesson;

// Collects the calls' metadata: the entries whose keys begin with "x-".
class ReceivedMetadata {
 public:
  void Add(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
    const std::scoped_lock lock(mutex_);
    for (const auto& [key, value] : metadata) {
      if (!key.starts_with("x-")) continue;
      entries_.push_back(absl::StrCat(std::string(key.begin(), key.end()), ": ",
                                      std::string(value.begin(), value.end())));
    }
  }

  // The entries of all calls, in the order of the calls; of one call, in the order of the keys.
  std::string ToString() {
    const std::scoped_lock lock(mutex_);
    return entries_.empty() ? "nothing" : absl::StrJoin(entries_, ", ");
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> entries_;  // "KEY: VALUE"
};

class OrderDesk final : public ecommerce::OrderManagement::Service {
 public:
  explicit OrderDesk(ReceivedMetadata& received) : received_(received) {}

 private:
  grpc::Status getOrder(grpc::ServerContext* context,
                        const google::protobuf::StringValue* /*request*/,
                        ecommerce::Order* /*reply*/) override {
    received_.Add(context->client_metadata());
    return grpc::Status::OK;
  }

  ReceivedMetadata& received_;
};

// Ends every stream at once.
class Streams final : public grpc::CallbackGenericService {
 public:
  explicit Streams(ReceivedMetadata& received) : received_(received) {}

 private:
  class End final : public grpc::ServerGenericBidiReactor {
   public:
    End() { Finish(grpc::Status::OK); }
    void OnDone() override { delete this; }
  };

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    received_.Add(context->client_metadata());
    return new End;
  }

  ReceivedMetadata& received_;
};

// The client's side of a stream: sends nothing and waits for the end.
class EmptyStream final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  grpc::Status Run() {
    StartCall();
    ended_.WaitForNotification();
    return end_;
  }

 private:
  void OnDone(const grpc::Status& status) override {
    end_ = status;
    ended_.Notify();
  }

  grpc::Status end_;
  absl::Notification ended_;
};

class Client {
 public:
  grpc::Status GetOrder(const std::string& shop = "") {
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    if (!shop.empty()) context.AddMetadata("x-shop", shop);
    ecommerce::Order order;
    return stub_->getOrder(&context, google::protobuf::StringValue(), &order);
  }

  // A stream without messages: the client sends only its initial metadata.
  grpc::Status WatchOrders() {
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    EmptyStream stream;
    grpc::GenericStub(channel_).PrepareBidiStreamingCall(
        &context, "/ecommerce.OrderManagement/watchOrders", {}, &stream);
    return stream.Run();
  }

  std::string received() { return received_.ToString(); }

 private:
  ReceivedMetadata received_;
  Streams streams_{received_};
  int last_id_ = 0;  // calls are made one after another
  workbook::lessons::check::TestServer server_{
      std::make_unique<OrderDesk>(received_), workbook::lessons::check::TestServer::Over::kLoopback,
      [this](grpc::ServerBuilder& builder) { builder.RegisterCallbackGenericService(&streams_); }};
  const std::shared_ptr<grpc::Channel> channel_ =
      lesson::DialWithIds(server_.target(), [this] { return absl::StrCat("id-", ++last_id_); });
  std::unique_ptr<ecommerce::OrderManagement::Stub> stub_ =
      ecommerce::OrderManagement::NewStub(channel_);
};

BEHAVIOUR(Lesson, SendsAnId, "The server receives x-request-id with a call", "Intercept(") {
  Client client;
  ASSERT_THAT(client.GetOrder(), IsOk());
  EXPECT_THAT(client.received(), StrEq("x-request-id: id-1"));
}

BEHAVIOUR(Lesson, GivesEachCallItsOwn, "A second call has a different id",
          "CreateClientInterceptor(") {
  Client client;
  ASSERT_THAT(client.GetOrder(), IsOk());
  ASSERT_THAT(client.GetOrder(), IsOk());
  EXPECT_THAT(client.received(), StrEq("x-request-id: id-1, x-request-id: id-2"));
}

BEHAVIOUR(Lesson, KeepsTheRest, "The caller's own metadata arrives beside the id", "Intercept(") {
  Client client;
  ASSERT_THAT(client.GetOrder("tea"), IsOk());
  EXPECT_THAT(client.received(), StrEq("x-request-id: id-1, x-shop: tea"));
}

BEHAVIOUR(Lesson, SendsItWithAStream, "A stream sends an id before any message", "Intercept(") {
  Client client;
  ASSERT_THAT(client.WatchOrders(), IsOk());
  EXPECT_THAT(client.received(), StrEq("x-request-id: id-1"));
}

}  // namespace
