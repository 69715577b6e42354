#include "rpc/call_timer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "base/mutex.h"
#include "conformance/matchers.h"
#include "health.grpc.pb.h"
#include "probe.grpc.pb.h"
#include "rpc/channel.h"
#include "rpc/server.h"

namespace workbook::tests {
namespace {

namespace v1 = ::workbook::test::v1;
using conformance::IsOk;
using conformance::StatusIs;
using rpc::AnsweredCall;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;

// Says in payload_bytes how many nanoseconds it has worked, and ends as it is told.
class Worker final : public v1::ProbeService::Service {
  grpc::Status Probe(grpc::ServerContext* /*context*/, const v1::ProbeRequest* request,
                     v1::ProbeResponse* response) override {
    const auto start = steady_clock::now();
    nanoseconds worked{};
    while (worked < std::chrono::milliseconds(2)) worked = steady_clock::now() - start;
    response->set_payload_bytes(worked.count());
    return grpc::Status(static_cast<grpc::StatusCode>(request->code()), request->message());
  }
};

class CallTimerTest : public ::testing::Test {
 protected:
  CallTimerTest() {
    worker_.AddInterceptor(rpc::TimeCalls([this](const AnsweredCall& call) {
      const base::MutexLock lock(mutex_);
      calls_.push_back(call);
    }));
    server_ = *rpc::Server::Listen({"127.0.0.1", 0}, worker_);
    channel_ = rpc::Dial(server_->address());
  }

  absl::StatusOr<nanoseconds> Work(absl::StatusCode code, const std::string& request_id = "") {
    rpc::CallContext context(rpc::kDefaultTimeout);
    if (!request_id.empty()) context.AddMetadata("x-request-id", request_id);
    v1::ProbeRequest request;
    request.set_code(static_cast<int>(code));
    v1::ProbeResponse response;
    const grpc::Status status =
        v1::ProbeService::NewStub(channel_)->Probe(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return nanoseconds(response.payload_bytes());
  }

  std::vector<AnsweredCall> Calls() {
    const base::MutexLock lock(mutex_);
    return calls_;
  }

  std::shared_ptr<grpc::Channel> channel_;

 private:
  absl::Mutex mutex_;
  std::vector<AnsweredCall> calls_ ABSL_GUARDED_BY(mutex_);
  rpc::Hosted<Worker> worker_;
  std::unique_ptr<rpc::Server> server_;
};

TEST_F(CallTimerTest, HasTheMethodAndTheCodeOfEachCall) {
  EXPECT_THAT(Work(absl::StatusCode::kOk), IsOk());
  EXPECT_THAT(Work(absl::StatusCode::kNotFound), StatusIs(absl::StatusCode::kNotFound));
  const auto is_probe = Field(&AnsweredCall::method, "/workbook.test.v1.ProbeService/Probe");
  EXPECT_THAT(
      Calls(),
      ElementsAre(AllOf(is_probe, Field(&AnsweredCall::code, absl::StatusCode::kOk)),
                  AllOf(is_probe, Field(&AnsweredCall::code, absl::StatusCode::kNotFound))));
}

TEST_F(CallTimerTest, TimesTheHandlerAndNoMoreThanTheClientWaits) {
  const auto start = steady_clock::now();
  const auto worked = Work(absl::StatusCode::kOk);
  const auto waited = steady_clock::now() - start;
  ASSERT_THAT(worked, IsOk());
  ASSERT_EQ(Calls().size(), 1U);
  EXPECT_GE(Calls()[0].took, *worked);
  EXPECT_LE(Calls()[0].took, waited);
}

TEST_F(CallTimerTest, HasTheRequestIdUnlessItIsUnfitForALog) {
  for (const std::string& id : {std::string("a1"), std::string(), std::string(65, 'x')}) {
    ASSERT_THAT(Work(absl::StatusCode::kOk, id), IsOk());
  }
  const auto has_id = [](const std::string& id) { return Field(&AnsweredCall::request_id, id); };
  EXPECT_THAT(Calls(), ElementsAre(has_id("a1"), has_id(""), has_id("")));
}

TEST_F(CallTimerTest, SeesTheCallsOfGrpcsOwnServices) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  grpc::health::v1::HealthCheckResponse response;
  ASSERT_THAT(grpc::health::v1::Health::NewStub(channel_)->Check(&context, {}, &response), IsOk());
  EXPECT_THAT(Calls(), ElementsAre(Field(&AnsweredCall::method, "/grpc.health.v1.Health/Check")));
}

TEST(DescribeCallTest, IsOneLine) {
  AnsweredCall call{.method = "/shop.Tea/Brew",
                    .code = absl::StatusCode::kNotFound,
                    .took = std::chrono::microseconds(2340)};
  EXPECT_EQ(Describe(call), "/shop.Tea/Brew NOT_FOUND 2.3 ms");
  call.request_id = "a1";
  EXPECT_EQ(Describe(call), "/shop.Tea/Brew NOT_FOUND 2.3 ms a1");
}

}  // namespace
}  // namespace workbook::tests
