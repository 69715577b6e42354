// Passes when the call to the second service has the deadline of the first one's caller,
// and ends when that caller cancels.
#include "lessons/check/check.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <utility>

#include "lessons/check/test_server.h"
#include "lessons/deadline_propagation/lesson.h"
#include "rpc/channel.h"

namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using workbook::conformance::IsOk;
using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::TestServer;
using workbook::rpc::CallContext;

// Runs in the warehouse's handler before it answers.
using Search = std::function<void(const grpc::ServerContext&)>;

// Has order 101 and no other.
class Warehouse final : public ecommerce::OrderManagement::Service {
 public:
  explicit Warehouse(Search search) : search_(std::move(search)) {}

 private:
  grpc::Status getOrder(grpc::ServerContext* context, const google::protobuf::StringValue* request,
                        ecommerce::Order* reply) override {
    search_(*context);
    if (request->value() != "101") {
      return {grpc::StatusCode::NOT_FOUND, "the warehouse has no order " + request->value()};
    }
    reply->set_id(request->value());
    return grpc::Status::OK;
  }

  const Search search_;
};

// A desk and its warehouse, each on a port of its own.
class Shop {
 public:
  explicit Shop(Search search = [](const grpc::ServerContext&) {})
      : warehouse_(std::make_unique<Warehouse>(std::move(search)), TestServer::Over::kLoopback),
        desk_(lesson::MakeOrderDesk(warehouse_.channel()), TestServer::Over::kLoopback) {}

  // The id of the order that the desk returns.
  absl::StatusOr<std::string> Ask(grpc::ClientContext& context, const std::string& id) {
    google::protobuf::StringValue request;
    request.set_value(id);
    ecommerce::Order order;
    const grpc::Status status =
        ecommerce::OrderManagement::NewStub(desk_.channel())->getOrder(&context, request, &order);
    if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
    return order.id();
  }

 private:
  const TestServer warehouse_;
  const TestServer desk_;
};

// The time until the call's deadline, in words: a few seconds more or less do not matter here.
std::string TimeLeft(const grpc::ServerContext& context) {
  const gpr_timespec deadline = context.raw_deadline();
  if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0) return "for ever";
  const auto left = context.deadline() - std::chrono::system_clock::now();
  if (left < seconds(60)) return "for less than a minute";
  return left < seconds(180) ? "for about two minutes" : "for more than three minutes";
}

// A cancellation takes a moment to arrive, and signals nothing here: polls, for 5 s at most.
bool IsCancelledSoon(const grpc::ServerContext& context) {
  const auto give_up = std::chrono::steady_clock::now() + seconds(5);
  while (!context.IsCancelled()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

BEHAVIOUR(Lesson, HandsTheOrderOn, "The desk returns the reply or the status of the warehouse",
          "warehouse_->getOrder(") {
  Shop shop;
  CallContext first(workbook::rpc::kDefaultTimeout);
  EXPECT_THAT(shop.Ask(first, "101"), IsOkAndHolds(std::string("101")));
  CallContext second(workbook::rpc::kDefaultTimeout);
  EXPECT_THAT(shop.Ask(second, "999"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("999")));
}

BEHAVIOUR(Lesson, HandsTheDeadlineOn, "The warehouse gets the caller's deadline of two minutes",
          "warehouse_context") {
  std::string given = "the warehouse got no call";
  Shop shop([&](const grpc::ServerContext& call) { given = TimeLeft(call); });
  CallContext context(seconds(120));
  ASSERT_THAT(shop.Ask(context, "101"), IsOk());
  EXPECT_THAT(given, "for about two minutes");
}

BEHAVIOUR(Lesson, HandsTheCancellationOn,
          "When the caller cancels, the call to the warehouse ends too", "warehouse_context") {
  std::atomic<bool> ended = false;
  {
    CallContext context(seconds(120));
    Shop shop([&](const grpc::ServerContext& call) {
      context.TryCancel();
      ended = IsCancelledSoon(call);
    });
    ASSERT_THAT(shop.Ask(context, "101"), StatusIs(absl::StatusCode::kCancelled));
  }  // the servers wait for their handlers
  EXPECT_TRUE(ended) << "the warehouse went on for 5 s after the caller had cancelled";
}

}  // namespace
