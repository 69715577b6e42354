// Lesson 22 holds when the call to the second service has the deadline of the first one's caller,
// and ends when that caller hangs up.
#include "lessons/check/check.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <utility>

#include "lesson.h"
#include "lessons/check/served.h"
#include "rpc/channel.h"

namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using workbook::check::Served;
using workbook::rpc::CallContext;
using workbook::testing::Gives;
using workbook::testing::HasCode;
using workbook::testing::IsOk;
using workbook::testing::StatusIs;

// What happens in the warehouse while it looks for an order.
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

// A desk and its warehouse, each behind a port of its own.
class Shop {
 public:
  explicit Shop(Search search = [](const grpc::ServerContext&) {})
      : warehouse_(std::make_unique<Warehouse>(std::move(search)), Served::Over::kLoopback),
        desk_(lesson::MakeOrderDesk(warehouse_.channel()), Served::Over::kLoopback) {}

  // The order's id, as the desk gives it.
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
  const Served warehouse_;
  const Served desk_;
};

// How long the caller would wait yet, in words: a few seconds more or less do not matter here.
std::string TimeLeft(const grpc::ServerContext& context) {
  const gpr_timespec deadline = context.raw_deadline();
  if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0) return "for ever";
  const auto left = context.deadline() - std::chrono::system_clock::now();
  if (left < seconds(60)) return "for less than a minute";
  return left < seconds(180) ? "for about two minutes" : "for more than three minutes";
}

// Until the server has heard of it, which takes a moment; within a time that it never takes.
bool IsCancelledSoon(const grpc::ServerContext& context) {
  const auto give_up = std::chrono::steady_clock::now() + seconds(3);
  while (!context.IsCancelled()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::yield();
  }
  return true;
}

HOLDS(HandsTheOrderOn, "The desk answers with what the warehouse answers",
      "warehouse_->getOrder(") {
  Shop shop;
  CallContext first(workbook::rpc::kDefaultTimeout);
  EXPECT_THAT(shop.Ask(first, "101"), Gives(std::string("101")));
  CallContext second(workbook::rpc::kDefaultTimeout);
  EXPECT_THAT(shop.Ask(second, "999"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("999")));
}

HOLDS(HandsTheDeadlineOn, "A caller who waits two minutes gives the warehouse two minutes",
      "onward") {
  std::string given = "the warehouse was not asked";
  Shop shop([&](const grpc::ServerContext& call) { given = TimeLeft(call); });
  CallContext context(seconds(120));
  ASSERT_THAT(shop.Ask(context, "101"), IsOk());
  EXPECT_THAT(given, "for about two minutes");
}

HOLDS(HandsTheCancellationOn, "When the caller hangs up, the warehouse's work ends too", "onward") {
  std::atomic<bool> ended = false;
  {
    CallContext context(seconds(120));
    Shop shop([&](const grpc::ServerContext& call) {
      context.TryCancel();
      ended = IsCancelledSoon(call);
    });
    ASSERT_THAT(shop.Ask(context, "101"), HasCode(absl::StatusCode::kCancelled));
  }  // the servers wait for their handlers
  EXPECT_TRUE(ended) << "the warehouse went on searching for 3 s, for nobody";
}

}  // namespace
