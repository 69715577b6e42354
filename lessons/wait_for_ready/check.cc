// Passes when the first call fails fast, the second waits for its server, and both end by one
// deadline.
#include "lessons/check/check.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "lessons/check/reserved_port.h"
#include "lessons/check/test_server.h"
#include "lessons/wait_for_ready/lesson.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;
using ::testing::StrEq;
using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::ReservedPort;
using workbook::lessons::check::TestServer;

constexpr milliseconds kEnough{8000};
constexpr std::chrono::minutes kLong{60};
// After so long, a client that has not given up or has not called on_wait never will.
constexpr milliseconds kPatience{2500};

// How a call ends, by its number, from 0, and by its deadline. Nullopt: the server never answers.
using OnCall = std::function<std::optional<grpc::Status>(int, system_clock::time_point)>;

std::optional<grpc::Status> Answer(int /*call*/, system_clock::time_point /*deadline*/) {
  return grpc::Status::OK;
}

// Lasts until its deadline passes or the client cancels it.
class UnansweredCall final : public grpc::ServerUnaryReactor {
  void OnCancel() override { Finish(grpc::Status::CANCELLED); }
  void OnDone() override { delete this; }
};

// Has every order.
class OrderDesk final : public ecommerce::OrderManagement::CallbackService {
 public:
  explicit OrderDesk(OnCall on_call) : on_call_(std::move(on_call)) {}

 private:
  grpc::ServerUnaryReactor* getOrder(grpc::CallbackServerContext* context,
                                     const google::protobuf::StringValue* request,
                                     ecommerce::Order* reply) override {
    reply->set_id(request->value());
    const std::optional<grpc::Status> end = on_call_(calls_++, context->deadline());
    if (!end.has_value()) return new UnansweredCall;
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(*end);
    return reactor;
  }

  const OnCall on_call_;
  std::atomic<int> calls_ = 0;
};

// A server at `port`.
class OrderServer {
 public:
  explicit OrderServer(const ReservedPort& port, OnCall on_call = Answer)
      : service_(std::move(on_call)) {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    builder.AddListeningPort(port.target(), grpc::InsecureServerCredentials());
    server_ = builder.BuildAndStart();
  }
  ~OrderServer() { server_->Shutdown(system_clock::now()); }

 private:
  OrderDesk service_;
  std::unique_ptr<grpc::Server> server_;
};

// Connects again a second after an attempt has failed. Till then a call that does not wait fails.
std::shared_ptr<grpc::Channel> ChannelTo(const ReservedPort& port) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  for (const char* pause : {GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS,
                            GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, GRPC_ARG_MAX_RECONNECT_BACKOFF_MS}) {
    arguments.SetInt(pause, 1000);
  }
  return grpc::CreateCustomChannel(port.target(), grpc::InsecureChannelCredentials(), arguments);
}

// The exercise's GetOrder, and its calls of on_wait.
class Client {
 public:
  explicit Client(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}

  // `order 101`, or a status. Calls `on_wait` when the exercise calls it for the first time.
  absl::StatusOr<std::string> GetOrder(
      const std::string& id, milliseconds timeout, const std::function<void()>& on_wait = [] {}) {
    waits_ = 0;
    const auto order = lesson::GetOrder(channel_, id, timeout, [&] {
      if (++waits_ == 1) on_wait();
    });
    if (!order.ok()) return order.status();
    return "order " + order->id();
  }

  std::string Waits() const {
    return waits_ == 0   ? "on_wait was not called"
           : waits_ == 1 ? "on_wait was called once"
                         : "on_wait was called more than once";
  }

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  std::atomic<int> waits_ = 0;
};

const grpc::Status kOpensSoon{grpc::StatusCode::UNAVAILABLE, "the order desk opens soon"};

constexpr char kNoWait[] = "on_wait was not called";
constexpr char kOneWait[] = "on_wait was called once";

// Of a server that is there from the start. Over loopback: in process, gRPC ends a program that
// asks for the channel's state.
class ServedClient {
 public:
  explicit ServedClient(OnCall on_call)
      : server_(std::make_unique<OrderDesk>(std::move(on_call)), TestServer::Over::kLoopback) {}
  Client* operator->() { return &client_; }

 private:
  const TestServer server_;
  Client client_{server_.channel()};
};

BEHAVIOUR(Lesson, AnswersWhenTheServerIsUp, "With a server GetOrder answers, without on_wait",
          "GetOrder(") {
  const ReservedPort port;
  const OrderServer server(port);
  Client client(ChannelTo(port));
  EXPECT_THAT(client.GetOrder("101", kEnough), IsOkAndHolds(std::string("order 101")));
  EXPECT_THAT(client.Waits(), StrEq(kNoWait));
}

BEHAVIOUR(Lesson, WaitsForTheServer, "Without one it calls on_wait once, and waits for the server",
          "GetOrder(") {
  const ReservedPort port;
  Client client(ChannelTo(port));
  std::atomic<bool> told = false;
  std::promise<void> told_or_over;
  auto call = std::async(std::launch::async, [&] {
    const auto order = client.GetOrder("102", kEnough, [&] {
      told = true;
      told_or_over.set_value();
    });
    if (!told) told_or_over.set_value();
    return order;
  });
  static_cast<void>(told_or_over.get_future().wait_for(kPatience));
  const bool in_time = told;
  const OrderServer server(port);
  const absl::StatusOr<std::string> order = call.get();
  EXPECT_THAT(order, IsOkAndHolds(std::string("order 102")));
  EXPECT_THAT(told && !in_time ? "on_wait was called when the wait was over" : client.Waits(),
              StrEq(kOneWait));
}

// On a busy machine a deadline may pass before the first call has failed: then again, with more
// time.
constexpr milliseconds kDeadlines[] = {milliseconds(500), milliseconds(2000)};

BEHAVIOUR(Lesson, EndsAtTheDeadline, "The wait ends with DEADLINE_EXCEEDED if no server starts",
          "GetOrder(") {
  for (const milliseconds timeout : kDeadlines) {
    const ReservedPort port;
    Client client(ChannelTo(port));
    auto call = std::async(std::launch::async, [&] { return client.GetOrder("101", timeout); });
    std::optional<OrderServer> server;
    if (call.wait_for(timeout + kPatience) != std::future_status::ready) {
      server.emplace(port, [](int, system_clock::time_point) {
        return grpc::Status(grpc::StatusCode::ABORTED, "the call waited on after its deadline");
      });
    }
    const absl::StatusOr<std::string> order = call.get();
    if (absl::IsDeadlineExceeded(order.status()) && client.Waits() == kNoWait &&
        timeout != kDeadlines[1]) {
      continue;
    }
    EXPECT_THAT(order, StatusIs(absl::StatusCode::kDeadlineExceeded));
    EXPECT_THAT(client.Waits(), StrEq(kOneWait));
    return;
  }
}

BEHAVIOUR(Lesson, HasOneDeadline, "The time of on_wait counts: both calls have one deadline",
          "GetOrder(") {
  for (const milliseconds timeout : kDeadlines) {
    ServedClient client([](int call, system_clock::time_point deadline) {
      if (call == 0) return std::optional(kOpensSoon);
      // A call whose deadline has passed is over for its client, which says so itself.
      return deadline <= system_clock::now() ? std::nullopt : std::optional(grpc::Status::OK);
    });
    // When on_wait returns, the deadline has passed, if it was computed before.
    const auto order = client->GetOrder("101", timeout, [timeout] {
      std::this_thread::sleep_until(system_clock::now() + timeout + milliseconds(50));
    });
    if (absl::IsDeadlineExceeded(order.status()) && client->Waits() == kNoWait &&
        timeout != kDeadlines[1]) {
      continue;
    }
    EXPECT_THAT(order, StatusIs(absl::StatusCode::kDeadlineExceeded));
    EXPECT_THAT(client->Waits(), StrEq(kOneWait));
    return;
  }
}

BEHAVIOUR(Lesson, EndsTheFirstCallToo,
          "The first call ends at the deadline as well, with no second", "GetOrder(") {
  constexpr milliseconds kShort{200};
  // Two seconds more for a busy machine. The check does not wait for a later deadline.
  const auto latest = system_clock::now() + kShort + std::chrono::seconds(2);
  ServedClient client([latest](int, system_clock::time_point deadline) {
    return deadline <= latest
               ? std::nullopt
               : std::optional(grpc::Status(
                     grpc::StatusCode::ABORTED,
                     "the server never answers, and the call has no deadline or a later one"));
  });
  EXPECT_THAT(client->GetOrder("101", kShort), StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(client->Waits(), StrEq(kNoWait));
}

BEHAVIOUR(Lesson, LeavesTimeToAnswer, "With an hour's timeout both calls have that time",
          "GetOrder(") {
  ServedClient client([](int call, system_clock::time_point deadline) {
    if (deadline < system_clock::now() + kLong / 2) {
      return grpc::Status(grpc::StatusCode::ABORTED,
                          "the deadline is earlier than the timeout allows");
    }
    return call == 0 ? kOpensSoon : grpc::Status::OK;
  });
  EXPECT_THAT(client->GetOrder("101", kLong), IsOkAndHolds(std::string("order 101")));
}

BEHAVIOUR(Lesson, ReturnsOtherFailures, "Any other failure of the first call is the result",
          "GetOrder(") {
  ServedClient client([](int call, system_clock::time_point) {
    return call == 0 ? grpc::Status(grpc::StatusCode::NOT_FOUND, "there is no order 999")
                     : grpc::Status::OK;
  });
  EXPECT_THAT(client->GetOrder("999", kEnough),
              StatusIs(absl::StatusCode::kNotFound, "there is no order 999"));
  EXPECT_THAT(client->Waits(), StrEq(kNoWait));
}

BEHAVIOUR(Lesson, ReturnsTheSecondFailure,
          "How the second call ends is the result, also UNAVAILABLE", "GetOrder(") {
  ServedClient client([](int call, system_clock::time_point) {
    if (call == 0) return kOpensSoon;
    return call == 1 ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "closed today")
                     : grpc::Status(grpc::StatusCode::ABORTED, "there was a third call");
  });
  EXPECT_THAT(client->GetOrder("101", kEnough),
              StatusIs(absl::StatusCode::kUnavailable, "closed today"));
}

}  // namespace
