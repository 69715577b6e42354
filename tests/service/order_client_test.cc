// What order_client's calls do when a server fails: the retry policy, and the deadline around it.
#include "order/order_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <utility>

#include "base/loopback_socket.h"
#include "conformance/matchers.h"
#include "order/retry_policy.h"
#include "rpc/server.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;
using conformance::StatusIs;
using std::chrono::milliseconds;

// Fails the first calls, and counts all.
class FailingOrders final : public ecommerce::OrderManagement::Service {
 public:
  FailingOrders(absl::StatusCode code, int failures, std::atomic<int>& calls)
      : failure_(static_cast<grpc::StatusCode>(code), "this server fails on purpose"),
        failures_(failures),
        calls_(calls) {}

 private:
  grpc::Status getOrder(grpc::ServerContext* /*context*/, const google::protobuf::StringValue* id,
                        ecommerce::Order* order) override {
    order->set_id(id->value());
    return ++calls_ > failures_ ? grpc::Status::OK : failure_;
  }

  const grpc::Status failure_;
  const int failures_;
  std::atomic<int>& calls_;
};

class OrderClientTest : public ::testing::Test {
 protected:
  absl::Status GetOrder(absl::StatusCode code, int failures) {
    calls_ = 0;
    rpc::Hosted<FailingOrders> orders(code, failures, calls_);
    const auto server = *rpc::Server::Listen({"127.0.0.1", 0}, orders);
    return GetOrder(server->address());
  }

  static absl::Status GetOrder(const rpc::Address& address,
                               milliseconds timeout = rpc::kDefaultTimeout) {
    const auto channel = rpc::Dial(address, grpc::InsecureChannelCredentials(),
                                   {.service_config = order::kRetryPolicy});
    return order::OrderClient(channel, timeout).GetOrder("101").status();
  }

  std::atomic<int> calls_ = 0;
};

TEST_F(OrderClientTest, RepeatsALookupWhileTheServerIsUnavailable) {
  EXPECT_THAT(GetOrder(absl::StatusCode::kUnavailable, 3), IsOk());
  EXPECT_EQ(calls_, 4);
}

TEST_F(OrderClientTest, GivesUpAfterFourAttempts) {
  EXPECT_THAT(GetOrder(absl::StatusCode::kUnavailable, 100),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(calls_, 4);
}

TEST_F(OrderClientTest, TakesAnyOtherStatusForAnAnswer) {
  for (const absl::StatusCode code :
       {absl::StatusCode::kNotFound, absl::StatusCode::kInternal, absl::StatusCode::kUnknown,
        absl::StatusCode::kResourceExhausted, absl::StatusCode::kDeadlineExceeded}) {
    EXPECT_THAT(GetOrder(code, 1), StatusIs(code));
    EXPECT_EQ(calls_, 1) << absl::StatusCodeToString(code);
  }
}

TEST_F(OrderClientTest, RepeatsNothingAfterTheDeadline) {
  const base::LoopbackSocket refuses = base::BindLoopbackSocket();
  // The pause before the second attempt is at least 80 ms long.
  EXPECT_THAT(GetOrder({"127.0.0.1", refuses.port}, milliseconds(40)),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
}

}  // namespace
}  // namespace workbook::tests
