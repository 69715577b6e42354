// An order server that asks another one for the orders that it does not have.
#include "order/order_upstream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/synchronization/notification.h"
#include "base/loopback_socket.h"
#include "conformance/matchers.h"
#include "order/order_book.h"
#include "order/order_error_details.h"
#include "order/order_service.h"
#include "rpc/channel.h"
#include "rpc/request_id.h"
#include "rpc/server.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;
using conformance::StatusIs;
using ::testing::AllOf;
using ::testing::Ge;
using ::testing::Le;
using ::testing::StartsWith;
using Clock = std::chrono::system_clock;
using std::chrono::seconds;

// Far above what any step takes: it only ends a hang.
constexpr absl::Duration kHang = absl::Seconds(20);

std::unique_ptr<rpc::Server> Listen(rpc::Servable& servable) {
  return *rpc::Server::Listen({"127.0.0.1", 0}, servable);
}

// A server that has order 101, and asks the one at `upstream` for others.
class Shop {
 public:
  explicit Shop(const rpc::Address& upstream)
      : service_(*order::OrderBook::Parse("orders { id: '101' }", "the test's orders"),
                 std::make_unique<order::OrderUpstream>(rpc::Dial(upstream))),
        server_(Listen(service_)),
        stub_(ecommerce::OrderManagement::NewStub(rpc::Dial(server_->address()))) {}

  const rpc::Address& address() const { return server_->address(); }

  absl::Status GetOrder(const std::string& id) {
    rpc::CallContext context(rpc::kDefaultTimeout);
    return GetOrder(id, context);
  }
  absl::Status GetOrder(const std::string& id, grpc::ClientContext& context) {
    google::protobuf::StringValue request;
    request.set_value(id);
    ecommerce::Order order;
    const grpc::Status status = stub_->getOrder(&context, request, &order);
    EXPECT_EQ(order.id(), status.ok() ? id : "");
    return order::FromGrpcStatusWithDetails(status);
  }

 private:
  rpc::Hosted<order::OrderService> service_;
  const std::unique_ptr<rpc::Server> server_;
  const std::unique_ptr<ecommerce::OrderManagement::Stub> stub_;
};

// Has every order. Lets the test see each call.
class Upstream final : public ecommerce::OrderManagement::Service {
 public:
  using OnCall = std::function<void(const grpc::ServerContext& call)>;
  explicit Upstream(OnCall on_call) : on_call_(std::move(on_call)) {}

 private:
  grpc::Status getOrder(grpc::ServerContext* context, const google::protobuf::StringValue* id,
                        ecommerce::Order* order) override {
    on_call_(*context);
    order->set_id(id->value());
    return grpc::Status::OK;
  }

  const OnCall on_call_;
};

struct CallSignals {
  absl::Notification called;
  absl::Notification cancelled;
};

// For one call, which it does not answer before that is cancelled.
class SilentUpstream final : public ecommerce::OrderManagement::CallbackService {
 public:
  explicit SilentUpstream(CallSignals& signals) : signals_(signals) {}

 private:
  class Call final : public grpc::ServerUnaryReactor {
   public:
    explicit Call(absl::Notification& cancelled) : cancelled_(cancelled) {}
    void OnCancel() override {
      cancelled_.Notify();
      Finish(grpc::Status::CANCELLED);
    }
    void OnDone() override { delete this; }

   private:
    absl::Notification& cancelled_;
  };

  grpc::ServerUnaryReactor* getOrder(grpc::CallbackServerContext* /*context*/,
                                     const google::protobuf::StringValue* /*id*/,
                                     ecommerce::Order* /*order*/) override {
    signals_.called.Notify();
    return new Call(signals_.cancelled);
  }

  CallSignals& signals_;
};

TEST(OrderUpstreamTest, IsAskedForTheOrdersThatAreMissingHere) {
  std::atomic<int> asked = 0;
  rpc::Hosted<Upstream> upstream([&](const grpc::ServerContext&) { ++asked; });
  const auto server = Listen(upstream);
  Shop shop(server->address());
  EXPECT_THAT(shop.GetOrder("101"), IsOk());
  EXPECT_THAT(shop.GetOrder(""), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(asked, 0);
  EXPECT_THAT(shop.GetOrder("7"), IsOk());
  EXPECT_EQ(asked, 1);
}

// The seconds that a call to the upstream has when `context` asks the shop for an order.
seconds TimeOfUpstream(grpc::ClientContext& context) {
  Clock::time_point deadline;
  rpc::Hosted<Upstream> upstream(
      [&](const grpc::ServerContext& call) { deadline = call.deadline(); });
  const auto server = Listen(upstream);
  const auto start = Clock::now();
  EXPECT_THAT(Shop(server->address()).GetOrder("7", context), IsOk());
  return std::chrono::ceil<seconds>(deadline - start);
}

TEST(OrderUpstreamTest, GetsTheDeadlineOfEachCaller) {
  for (const int timeout : {60, 600}) {  // not the default; gRPC rounds up what it sends
    rpc::CallContext context{seconds(timeout)};
    EXPECT_THAT(TimeOfUpstream(context).count(), AllOf(Ge(timeout - 20), Le(timeout + 20)));
  }
}

TEST(OrderUpstreamTest, GetsADeadlineWhenTheCallerHasNone) {
  grpc::ClientContext context;
  EXPECT_THAT(TimeOfUpstream(context).count(), AllOf(Ge(1), Le(25)));
}

TEST(OrderUpstreamTest, IsCancelledWithItsCaller) {
  CallSignals signals;
  rpc::Hosted<SilentUpstream> upstream(signals);
  const auto server = Listen(upstream);
  Shop shop(server->address());
  rpc::CallContext context(std::chrono::minutes(1));  // the deadline ends nothing here
  const std::jthread cancel([&] {
    signals.called.WaitForNotificationWithTimeout(kHang);
    context.TryCancel();
  });
  EXPECT_THAT(shop.GetOrder("7", context), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_TRUE(signals.cancelled.WaitForNotificationWithTimeout(kHang));
}

TEST(OrderUpstreamTest, GetsTheRequestIdOfItsCaller) {
  std::string request_id;
  rpc::Hosted<Upstream> upstream([&](const grpc::ServerContext& call) {
    request_id = rpc::RequestIdOf(call.client_metadata());
  });
  const auto server = Listen(upstream);
  Shop shop(server->address());
  for (const std::string& id : {std::string("a1"), std::string()}) {
    rpc::CallContext context(rpc::kDefaultTimeout);
    if (!id.empty()) context.AddMetadata(rpc::kRequestIdKey, id);
    EXPECT_THAT(shop.GetOrder("7", context), IsOk());
    EXPECT_EQ(request_id, id);
  }
}

TEST(OrderUpstreamTest, IsNotAskedInCircles) {
  std::atomic<int> asked = 0;
  rpc::Hosted<Upstream> third([&](const grpc::ServerContext&) { ++asked; });
  const auto server = Listen(third);
  Shop second(server->address());
  Shop first(second.address());
  // The second shop does not ask on, so it would not if its upstream were the first.
  EXPECT_THAT(first.GetOrder("7"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(asked, 0);
}

TEST(OrderUpstreamTest, SaysWhichOrderIsMissing) {
  rpc::Hosted<order::OrderService> upstream(
      *order::OrderBook::Parse("orders { id: '7' }", "the upstream's orders"));
  const auto server = Listen(upstream);
  Shop shop(server->address());
  EXPECT_THAT(shop.GetOrder("7"), IsOk());
  EXPECT_EQ(
      order::WithDetailsInWords(shop.GetOrder("999")),
      absl::NotFoundError("there is no order \"999\"; missing resource: ecommerce.Order \"999\""));
}

TEST(OrderUpstreamTest, IsNamedWhereItFails) {
  const base::LoopbackSocket refuses = base::BindLoopbackSocket();
  Shop shop({"127.0.0.1", refuses.port});
  EXPECT_THAT(shop.GetOrder("7"),
              StatusIs(absl::StatusCode::kUnavailable, StartsWith("upstream: ")));
  EXPECT_THAT(shop.GetOrder("101"), IsOk());
}

}  // namespace
}  // namespace workbook::tests
