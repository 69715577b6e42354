// Lesson 13 holds when the server sees an id with every call.
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
#include "lesson.h"
#include "lessons/check/served.h"
#include "order_management.grpc.pb.h"
#include "rpc/channel.h"

namespace {

using ::testing::StrEq;
using workbook::testing::IsOk;

// Keeps the metadata that calls come with, those entries that begin with "x-".
class Seen {
 public:
  void Add(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
    const std::scoped_lock lock(mutex_);
    for (const auto& [key, value] : metadata) {
      if (!key.starts_with("x-")) continue;
      entries_.push_back(absl::StrCat(std::string(key.begin(), key.end()), ": ",
                                      std::string(value.begin(), value.end())));
    }
  }

  // Of all calls, each's entries by their key.
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
  explicit OrderDesk(Seen& seen) : seen_(seen) {}

 private:
  grpc::Status getOrder(grpc::ServerContext* context,
                        const google::protobuf::StringValue* /*request*/,
                        ecommerce::Order* /*reply*/) override {
    seen_.Add(context->client_metadata());
    return grpc::Status::OK;
  }

  Seen& seen_;
};

// Ends every stream at once.
class Streams final : public grpc::CallbackGenericService {
 public:
  explicit Streams(Seen& seen) : seen_(seen) {}

 private:
  class End final : public grpc::ServerGenericBidiReactor {
   public:
    End() { Finish(grpc::Status::OK); }
    void OnDone() override { delete this; }
  };

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    seen_.Add(context->client_metadata());
    return new End;
  }

  Seen& seen_;
};

// The client's side of a stream: it waits for the end.
class Listener final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  grpc::Status Listen() {
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

  // A stream in which nothing is sent but what every call begins with.
  grpc::Status WatchOrders() {
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    Listener listener;
    grpc::GenericStub(channel_).PrepareBidiStreamingCall(
        &context, "/ecommerce.OrderManagement/watchOrders", {}, &listener);
    return listener.Listen();
  }

  std::string seen() { return seen_.ToString(); }

 private:
  Seen seen_;
  Streams streams_{seen_};
  int last_id_ = 0;  // calls are made one after another
  workbook::check::Served served_{
      std::make_unique<OrderDesk>(seen_), workbook::check::Served::Over::kLoopback,
      [this](grpc::ServerBuilder& builder) { builder.RegisterCallbackGenericService(&streams_); }};
  const std::shared_ptr<grpc::Channel> channel_ =
      lesson::DialWithIds(served_.target(), [this] { return absl::StrCat("id-", ++last_id_); });
  std::unique_ptr<ecommerce::OrderManagement::Stub> stub_ =
      ecommerce::OrderManagement::NewStub(channel_);
};

HOLDS(SendsAnId, "The server sees x-request-id with a call", "Intercept(") {
  Client client;
  ASSERT_THAT(client.GetOrder(), IsOk());
  EXPECT_THAT(client.seen(), StrEq("x-request-id: id-1"));
}

HOLDS(GivesEachCallItsOwn, "A second call has another id", "CreateClientInterceptor(") {
  Client client;
  ASSERT_THAT(client.GetOrder(), IsOk());
  ASSERT_THAT(client.GetOrder(), IsOk());
  EXPECT_THAT(client.seen(), StrEq("x-request-id: id-1, x-request-id: id-2"));
}

HOLDS(KeepsTheRest, "What the caller sends along arrives beside the id", "Intercept(") {
  Client client;
  ASSERT_THAT(client.GetOrder("tea"), IsOk());
  EXPECT_THAT(client.seen(), StrEq("x-request-id: id-1, x-shop: tea"));
}

HOLDS(SendsItWithAStream, "A stream has one before any message is sent", "Intercept(") {
  Client client;
  ASSERT_THAT(client.WatchOrders(), IsOk());
  EXPECT_THAT(client.seen(), StrEq("x-request-id: id-1"));
}

}  // namespace
