// Passes when gRPC repeats getOrder after UNAVAILABLE, as often and after such pauses as it should,
// and repeats nothing else.
#include "lessons/check/check.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/validate_service_config.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/notification.h"
#include "lessons/check/reserved_port.h"
#include "lessons/check/test_server.h"
#include "lessons/retry/lesson.h"
#include "order_management.grpc.pb.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using workbook::conformance::IsOk;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;

const lesson::Retries kFour{.attempts = 4,
                            .first_pause = milliseconds(100),
                            .factor = 2,
                            .longest_pause = milliseconds(300),
                            .timeout = minutes(10)};
const lesson::Retries kTwo{.attempts = 2,
                           .first_pause = milliseconds(50),
                           .factor = 3,
                           .longest_pause = milliseconds(1500),
                           .timeout = minutes(45)};

// Fails the first calls, and records each attempt.
class FailingOrderDesk final : public ecommerce::OrderManagement::Service {
 public:
  FailingOrderDesk(grpc::Status failure, int failures)
      : failure_(std::move(failure)), failures_(failures) {}

  // "first attempt, retry 1", from the metadata of each attempt.
  std::string attempts() {
    const std::scoped_lock lock(mutex_);
    return attempts_.empty() ? "no attempt" : absl::StrJoin(attempts_, ", ");
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

grpc::Status GetOrder(const std::shared_ptr<grpc::Channel>& channel,
                      std::chrono::seconds timeout = std::chrono::seconds(20)) {
  workbook::rpc::CallContext context(timeout);  // ends a hang
  google::protobuf::StringValue id;
  id.set_value("101");
  ecommerce::Order order;
  return ecommerce::OrderManagement::NewStub(channel)->getOrder(&context, id, &order);
}

// A server that fails, and a client with the exercise's channel.
class Scenario {
 public:
  Scenario(grpc::StatusCode code, int failures, const lesson::Retries& retries = kFour)
      : desk_(new FailingOrderDesk({code, "this server fails on purpose"}, failures)),
        channel_(lesson::DialWithRetries(server_.target(), retries)) {}

  grpc::Status GetOrder() { return ::GetOrder(channel_); }

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
  const std::shared_ptr<grpc::Channel> channel_;
};

// ---- What a service config says of getOrder ----

using google::protobuf::Struct;
using google::protobuf::Value;

const Value& Get(const Struct& object, const std::string& name) {
  static const Value* const none = new Value;
  const auto field = object.fields().find(name);
  return field == object.fields().end() ? *none : field->second;
}

// Whether an entry is for getOrder: by a name without a method or a service, too.
bool IsForGetOrder(const Struct& entry) {
  return std::ranges::any_of(Get(entry, "name").list_value().values(), [](const Value& name) {
    const std::string& service = Get(name.struct_value(), "service").string_value();
    const std::string& method = Get(name.struct_value(), "method").string_value();
    return (service.empty() || service == "ecommerce.OrderManagement") &&
           (method.empty() || method == "getOrder");
  });
}

// The seconds of "0.050s".
std::optional<double> Seconds(const Value& duration) {
  const std::string& text = duration.string_value();
  if (!absl::EndsWith(text, "s")) return std::nullopt;
  return std::strtod(text.c_str(), nullptr);
}

// The entry for getOrder; or why there is none, in `reason`.
std::optional<Struct> EntryOf(const std::string& service_config, std::string& reason) {
  Struct config;
  if (!google::protobuf::util::JsonStringToMessage(service_config, &config).ok()) {
    reason = "the service config is not JSON";
    return std::nullopt;
  }
  for (const Value& entry : Get(config, "methodConfig").list_value().values()) {
    if (IsForGetOrder(entry.struct_value())) return entry.struct_value();
  }
  reason = "no entry is for ecommerce.OrderManagement/getOrder";
  return std::nullopt;
}

// The pauses between the attempts, in words: "0.1 s, 0.2 s". gRPC varies each a little.
std::string Pauses(const std::string& service_config) {
  std::string reason;
  const std::optional<Struct> entry = EntryOf(service_config, reason);
  if (!entry) return reason;
  const Struct& policy = Get(*entry, "retryPolicy").struct_value();
  if (policy.fields().empty()) return "the entry for getOrder has no retryPolicy";

  const std::optional<double> first = Seconds(Get(policy, "initialBackoff"));
  const std::optional<double> longest = Seconds(Get(policy, "maxBackoff"));
  if (!first || !longest) return "a pause is missing, or is not a duration such as \"0.050s\"";
  const double factor = Get(policy, "backoffMultiplier").number_value();
  if (factor == 0) return "the retryPolicy has no backoffMultiplier";
  if (*first > *longest) {
    return absl::StrCat("the first pause, ", *first, " s, is longer than the longest, ", *longest,
                        " s");
  }
  std::vector<std::string> pauses;
  double pause = *first;
  for (int attempt = 2; attempt <= Get(policy, "maxAttempts").number_value(); ++attempt) {
    pauses.push_back(absl::StrCat(std::min(pause, *longest), " s"));
    pause *= factor;
  }
  return absl::StrJoin(pauses, ", ");
}

// The timeout, in words: "600 s".
std::string Timeout(const std::string& service_config) {
  std::string reason;
  const std::optional<Struct> entry = EntryOf(service_config, reason);
  if (!entry) return reason;
  const std::optional<double> timeout = Seconds(Get(*entry, "timeout"));
  const Struct& policy = Get(*entry, "retryPolicy").struct_value();
  if (policy.fields().contains("timeout")) {
    return "there is a timeout in the retryPolicy, where gRPC ignores it";
  }
  if (!timeout) return "the entry for getOrder has no timeout";
  return absl::StrCat(*timeout, " s");
}

// Empty when gRPC can read it.
std::string Fault(const std::string& service_config) {
  const std::string fault = grpc::experimental::ValidateServiceConfigJSON(service_config);
  return fault.empty() ? "gRPC reads it" : fault;
}

// The first behaviour: with a config that gRPC cannot read, calls fail with no more than "Failed to
// create secure client channel".
BEHAVIOUR(Lesson, CanBeRead, "gRPC can read the service config", "ServiceConfig(") {
  EXPECT_THAT(Fault(lesson::ServiceConfig(kFour)), "gRPC reads it");
  EXPECT_THAT(Fault(lesson::ServiceConfig(kTwo)), "gRPC reads it");
}

BEHAVIOUR(Lesson, TriesAgain, "After UNAVAILABLE twice, the third attempt gets the answer",
          "DialWithRetries(") {
  Scenario scenario(grpc::StatusCode::UNAVAILABLE, 2);
  EXPECT_THAT(scenario.GetOrder(), IsOk());
  EXPECT_THAT(scenario.attempts(), "first attempt, retry 1, retry 2");
}

BEHAVIOUR(Lesson, GivesUp, "After `attempts` attempts with UNAVAILABLE, the call fails",
          "ServiceConfig(") {
  Scenario four(grpc::StatusCode::UNAVAILABLE, 100, kFour);
  EXPECT_THAT(four.GetOrder(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(four.attempts(), "first attempt, retry 1, retry 2, retry 3");
  Scenario two(grpc::StatusCode::UNAVAILABLE, 100, kTwo);
  EXPECT_THAT(two.GetOrder(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(two.attempts(), "first attempt, retry 1");
  if (HasFailure()) return;
  // A server that is not there is unavailable, too.
  const workbook::lessons::check::ReservedPort port;
  EXPECT_THAT(GetOrder(lesson::DialWithRetries(port.target(), kTwo), std::chrono::seconds(3)),
              StatusIs(absl::StatusCode::kUnavailable));
}

BEHAVIOUR(Lesson, PausesAndPausesLonger, "The pauses grow by `factor`, up to `longest_pause`",
          "ServiceConfig(") {
  EXPECT_THAT(Pauses(lesson::ServiceConfig(kFour)), "0.1 s, 0.2 s, 0.3 s");
  lesson::Retries five = kTwo;
  five.attempts = 5;
  EXPECT_THAT(Pauses(lesson::ServiceConfig(five)), "0.05 s, 0.15 s, 0.45 s, 1.35 s");
}

BEHAVIOUR(Lesson, TakesNoForAnAnswer, "After any other error there is no second attempt",
          "ServiceConfig(") {
  for (int code = grpc::StatusCode::CANCELLED; code <= grpc::StatusCode::UNAUTHENTICATED; ++code) {
    if (code == grpc::StatusCode::UNAVAILABLE) continue;
    const std::string name = absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
    Scenario scenario(static_cast<grpc::StatusCode>(code), 1);
    const grpc::Status status = scenario.GetOrder();
    ASSERT_THAT(absl::StrCat(name, ": ", scenario.attempts()), name + ": first attempt");
    ASSERT_THAT(status, StatusIs(static_cast<absl::StatusCode>(code)));
  }
}

BEHAVIOUR(Lesson, TriesOnlyWhatIsSafe, "placeOrder, which is not safe to repeat, gets one attempt",
          "ServiceConfig(") {
  Scenario scenario(grpc::StatusCode::UNAVAILABLE, 0);
  EXPECT_THAT(scenario.PlaceOrder(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(absl::StrCat("attempts: ", scenario.other_calls()), "attempts: 1");
}

// Never answers.
class SilentOrderDesk final : public ecommerce::OrderManagement::CallbackService {
  class Silence final : public grpc::ServerUnaryReactor {
    void OnCancel() override { Finish(grpc::Status::CANCELLED); }
    void OnDone() override { delete this; }
  };

  grpc::ServerUnaryReactor* getOrder(grpc::CallbackServerContext* /*context*/,
                                     const google::protobuf::StringValue* /*request*/,
                                     ecommerce::Order* /*reply*/) override {
    return new Silence;
  }
};

// How a call without a deadline ends when the server never answers.
std::string EndOfSilence(const lesson::Retries& retries) {
  const workbook::lessons::check::TestServer server(
      std::make_unique<SilentOrderDesk>(), workbook::lessons::check::TestServer::Over::kLoopback);
  const auto stub =
      ecommerce::OrderManagement::NewStub(lesson::DialWithRetries(server.target(), retries));
  grpc::ClientContext context;
  ecommerce::Order order;
  const google::protobuf::StringValue id;
  grpc::Status status;
  absl::Notification ended;
  stub->async()->getOrder(&context, &id, &order, [&](grpc::Status actual) {
    status = std::move(actual);
    ended.Notify();
  });
  if (!ended.WaitForNotificationWithTimeout(absl::Seconds(2.5))) {  // only a hang takes so long
    context.TryCancel();
    ended.WaitForNotification();
    return "it had not ended after 2.5 s";
  }
  return workbook::rpc::Describe(workbook::rpc::FromGrpcStatus(status));
}

BEHAVIOUR(Lesson, EndsInTime, "A call without a deadline ends at the timeout", "ServiceConfig(") {
  EXPECT_THAT(Timeout(lesson::ServiceConfig(kFour)), "600 s");
  EXPECT_THAT(Timeout(lesson::ServiceConfig(kTwo)), "2700 s");
  lesson::Retries brief = kTwo;
  brief.timeout = milliseconds(200);
  EXPECT_THAT(EndOfSilence(brief), ::testing::StartsWith("DEADLINE_EXCEEDED"));
}

}  // namespace
