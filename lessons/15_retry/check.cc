// Lesson 15 holds when an order is asked for again, and nothing else is.
#include "lessons/check/check.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/validate_service_config.h>

#include <atomic>
#include <mutex>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/notification.h"
#include "lesson.h"
#include "lessons/check/served.h"
#include "order_management.grpc.pb.h"
#include "rpc/channel.h"

namespace {

using ::testing::Eq;
using ::testing::StrEq;
using workbook::testing::HasCode;
using workbook::testing::IsOk;

// Fails the first calls, and keeps what each said of the attempts before it.
class TroubledDesk final : public ecommerce::OrderManagement::Service {
 public:
  TroubledDesk(grpc::Status failure, int failures)
      : failure_(std::move(failure)), failures_(failures) {}

  // "first attempt, retry 1", by what the metadata of each said.
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

// Whatever else is called: UNAVAILABLE, and counted.
class OtherMethods final : public grpc::CallbackGenericService {
 public:
  int calls() const { return calls_; }

 private:
  class Refusal final : public grpc::ServerGenericBidiReactor {
   public:
    Refusal() { Finish({grpc::StatusCode::UNAVAILABLE, "out for lunch"}); }
    void OnDone() override { delete this; }
  };

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* /*context*/) override {
    ++calls_;
    return new Refusal;
  }

  std::atomic<int> calls_ = 0;
};

// What a client saw, and what its server.
class Trouble {
 public:
  Trouble(grpc::StatusCode code, int failures)
      : desk_(new TroubledDesk({code, "out for lunch"}, failures)) {}

  grpc::Status GetOrder() {
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    google::protobuf::StringValue id;
    id.set_value("101");
    ecommerce::Order order;
    return ecommerce::OrderManagement::NewStub(channel_)->getOrder(&context, id, &order);
  }

  // A method that no stub here knows, and that is not safe to call twice.
  grpc::Status PlaceOrder() {
    grpc::GenericStub stub(channel_);
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    const grpc::ByteBuffer request(nullptr, 0);
    grpc::ByteBuffer reply;
    grpc::Status status;
    absl::Notification ended;
    stub.UnaryCall(&context, "/ecommerce.OrderManagement/placeOrder", {}, &request, &reply,
                   [&](grpc::Status came) {
                     status = std::move(came);
                     ended.Notify();
                   });
    ended.WaitForNotification();
    return status;
  }

  std::string attempts() { return desk_->attempts(); }
  int other_calls() const { return others_.calls(); }

 private:
  OtherMethods others_;
  TroubledDesk* const desk_;  // served_ has it
  workbook::check::Served served_{
      std::unique_ptr<grpc::Service>(desk_), workbook::check::Served::Over::kLoopback,
      [this](grpc::ServerBuilder& builder) { builder.RegisterCallbackGenericService(&others_); }};
  const std::shared_ptr<grpc::Channel> channel_ = lesson::DialWithRetries(served_.target());
};

// First of all: a channel with one that it cannot read says no more than "Failed to create secure
// client channel".
HOLDS(CanBeRead, "gRPC can read the service config", "methodConfig") {
  EXPECT_THAT(grpc::experimental::ValidateServiceConfigJSON(lesson::kServiceConfig), StrEq(""));
}

HOLDS(TriesAgain, "A server that is UNAVAILABLE twice answers at the third attempt",
      "methodConfig") {
  Trouble trouble(grpc::StatusCode::UNAVAILABLE, 2);
  EXPECT_THAT(trouble.GetOrder(), IsOk());
  EXPECT_THAT(trouble.attempts(), StrEq("first attempt, retry 1, retry 2"));
}

HOLDS(GivesUp, "One that stays UNAVAILABLE is tried four times", "methodConfig") {
  Trouble trouble(grpc::StatusCode::UNAVAILABLE, 100);
  EXPECT_THAT(trouble.GetOrder(), HasCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(trouble.attempts(), StrEq("first attempt, retry 1, retry 2, retry 3"));
}

HOLDS(TakesNoForAnAnswer, "Any other error is an answer: nothing is tried again", "methodConfig") {
  for (int code = grpc::StatusCode::CANCELLED; code <= grpc::StatusCode::UNAUTHENTICATED; ++code) {
    if (code == grpc::StatusCode::UNAVAILABLE) continue;
    const std::string name = absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
    Trouble trouble(static_cast<grpc::StatusCode>(code), 1);
    const grpc::Status status = trouble.GetOrder();
    ASSERT_THAT(absl::StrCat(name, ": ", trouble.attempts()), StrEq(name + ": first attempt"));
    ASSERT_THAT(status, HasCode(static_cast<absl::StatusCode>(code)));
  }
}

HOLDS(TriesOnlyWhatIsSafe, "placeOrder, which is not safe to repeat, is tried once",
      "methodConfig") {
  Trouble trouble(grpc::StatusCode::UNAVAILABLE, 0);
  EXPECT_THAT(trouble.PlaceOrder(), HasCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(trouble.other_calls(), Eq(1));
}

}  // namespace
