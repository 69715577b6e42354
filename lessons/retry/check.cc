// Passes when gRPC repeats getOrder after UNAVAILABLE, and nothing else.
#include "lessons/check/check.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/validate_service_config.h>

#include <atomic>
#include <mutex>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/notification.h"
#include "lessons/check/test_server.h"
#include "lessons/retry/lesson.h"
#include "order_management.grpc.pb.h"
#include "rpc/channel.h"

namespace {

using ::testing::Eq;
using ::testing::StrEq;
using workbook::conformance::IsOk;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;

// Fails the first calls, and records the number of each attempt.
class FailingOrderDesk final : public ecommerce::OrderManagement::Service {
 public:
  FailingOrderDesk(grpc::Status failure, int failures)
      : failure_(std::move(failure)), failures_(failures) {}

  // "first attempt, retry 1", from the metadata of each attempt.
  std::string attempts() {
    const std::scoped_lock lock(mutex_);
    return absl::StrJoin(attempts_, ", ");
  }

 private:
  grpc::Status getOrder(grpc::ServerContext* context,
                        const google::protobuf::StringValue* /*request*/,
                        ecommerce::Order* /*reply*/) override {
    const std::scoped_lock lock(mutex_);
    const auto& metadata = context->client_metadata();
    const auto before = metadata.find("grpc-previous-rpc-attempts");  // not in the first attempt
    attempts_.push_back(
        before == metadata.end()
            ? "first attempt"
            : absl::StrCat("retry ", std::string(before->second.begin(), before->second.end())));
    return static_cast<int>(attempts_.size()) > failures_ ? grpc::Status::OK : failure_;
  }

  const grpc::Status failure_;
  const int failures_;
  std::mutex mutex_;
  std::vector<std::string> attempts_;
};

// Ends calls of all other methods with UNAVAILABLE, and counts them.
class OtherMethods final : public grpc::CallbackGenericService {
 public:
  int calls() const { return calls_; }

 private:
  class Refusal final : public grpc::ServerGenericBidiReactor {
   public:
    Refusal() { Finish({grpc::StatusCode::UNAVAILABLE, "this server fails on purpose"}); }
    void OnDone() override { delete this; }
  };

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* /*context*/) override {
    ++calls_;
    return new Refusal;
  }

  std::atomic<int> calls_ = 0;
};

// A server that fails, and a client with the exercise's channel.
class Scenario {
 public:
  Scenario(grpc::StatusCode code, int failures)
      : desk_(new FailingOrderDesk({code, "this server fails on purpose"}, failures)) {}

  grpc::Status GetOrder() {
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    google::protobuf::StringValue id;
    id.set_value("101");
    ecommerce::Order order;
    return ecommerce::OrderManagement::NewStub(channel_)->getOrder(&context, id, &order);
  }

  // A method that is not safe to call twice. The contract lacks it, hence the generic stub.
  grpc::Status PlaceOrder() {
    grpc::GenericStub stub(channel_);
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    const grpc::ByteBuffer request(nullptr, 0);
    grpc::ByteBuffer reply;
    grpc::Status status;
    absl::Notification ended;
    stub.UnaryCall(&context, "/ecommerce.OrderManagement/placeOrder", {}, &request, &reply,
                   [&](grpc::Status actual) {
                     status = std::move(actual);
                     ended.Notify();
                   });
    ended.WaitForNotification();
    return status;
  }

  std::string attempts() { return desk_->attempts(); }
  int other_calls() const { return others_.calls(); }

 private:
  OtherMethods others_;
  FailingOrderDesk* const desk_;  // server_ owns it
  workbook::lessons::check::TestServer server_{
      std::unique_ptr<grpc::Service>(desk_), workbook::lessons::check::TestServer::Over::kLoopback,
      [this](grpc::ServerBuilder& builder) { builder.RegisterCallbackGenericService(&others_); }};
  const std::shared_ptr<grpc::Channel> channel_ = lesson::DialWithRetries(server_.target());
};

// The first behaviour: with a config that gRPC cannot read, calls fail with no more than "Failed to
// create secure client channel".
BEHAVIOUR(Lesson, CanBeRead, "gRPC can read the service config", "methodConfig") {
  EXPECT_THAT(grpc::experimental::ValidateServiceConfigJSON(lesson::kServiceConfig), StrEq(""));
}

BEHAVIOUR(Lesson, TriesAgain, "After UNAVAILABLE twice, the third attempt gets the answer",
          "methodConfig") {
  Scenario scenario(grpc::StatusCode::UNAVAILABLE, 2);
  EXPECT_THAT(scenario.GetOrder(), IsOk());
  EXPECT_THAT(scenario.attempts(), StrEq("first attempt, retry 1, retry 2"));
}

BEHAVIOUR(Lesson, GivesUp, "After four attempts with UNAVAILABLE, the call fails", "methodConfig") {
  Scenario scenario(grpc::StatusCode::UNAVAILABLE, 100);
  EXPECT_THAT(scenario.GetOrder(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(scenario.attempts(), StrEq("first attempt, retry 1, retry 2, retry 3"));
}

BEHAVIOUR(Lesson, TakesNoForAnAnswer, "After any other error there is no second attempt",
          "methodConfig") {
  for (int code = grpc::StatusCode::CANCELLED; code <= grpc::StatusCode::UNAUTHENTICATED; ++code) {
    if (code == grpc::StatusCode::UNAVAILABLE) continue;
    const std::string name = absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
    Scenario scenario(static_cast<grpc::StatusCode>(code), 1);
    const grpc::Status status = scenario.GetOrder();
    ASSERT_THAT(absl::StrCat(name, ": ", scenario.attempts()), StrEq(name + ": first attempt"));
    ASSERT_THAT(status, StatusIs(static_cast<absl::StatusCode>(code)));
  }
}

BEHAVIOUR(Lesson, TriesOnlyWhatIsSafe, "placeOrder, which is not safe to repeat, gets one attempt",
          "methodConfig") {
  Scenario scenario(grpc::StatusCode::UNAVAILABLE, 0);
  EXPECT_THAT(scenario.PlaceOrder(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(scenario.other_calls(), Eq(1));
}

}  // namespace
