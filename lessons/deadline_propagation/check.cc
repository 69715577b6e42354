// Passes when the call to the second service ends with the call that it serves: at its deadline,
// when its caller cancels, and after a time limit when there is no deadline.
#include "lessons/check/check.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "lessons/check/test_server.h"
#include "lessons/deadline_propagation/lesson.h"
#include "rpc/channel.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;
using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::TestServer;
using workbook::rpc::CallContext;
using Clock = std::chrono::system_clock;

// A desk and a warehouse, each on a port of its own.
class Shop {
 public:
  Shop(std::unique_ptr<grpc::Service> warehouse, seconds longest)
      : warehouse_(std::move(warehouse), TestServer::Over::kLoopback),
        desk_(lesson::MakeOrderDesk(warehouse_.channel(), longest), TestServer::Over::kLoopback) {}

  // The id of the order that the desk returns.
  absl::StatusOr<std::string> Ask(grpc::ClientContext& context, const std::string& id) {
    google::protobuf::StringValue request;
    request.set_value(id);
    ecommerce::Order order;
    const grpc::Status status =
        ecommerce::OrderManagement::NewStub(desk_.channel())->getOrder(&context, request, &order);
    if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
    return absl::StrCat("order ", order.id());
  }

 private:
  const TestServer warehouse_;
  const TestServer desk_;
};

// Has order 101 and no other. Lets the check see each call.
class Warehouse final : public ecommerce::OrderManagement::Service {
 public:
  using OnCall = std::function<void(const grpc::ServerContext& call)>;
  explicit Warehouse(OnCall on_call = {}) : on_call_(std::move(on_call)) {}

 private:
  grpc::Status getOrder(grpc::ServerContext* context, const google::protobuf::StringValue* request,
                        ecommerce::Order* reply) override {
    if (on_call_) on_call_(*context);
    if (request->value() != "101") {
      return {grpc::StatusCode::NOT_FOUND, "the warehouse has no order " + request->value()};
    }
    reply->set_id(request->value());
    return grpc::Status::OK;
  }

  const OnCall on_call_;
};

BEHAVIOUR(Lesson, HandsTheOrderOn, "The desk returns the reply or the status of the warehouse",
          "getOrder(") {
  Shop shop(std::make_unique<Warehouse>(), minutes(1));
  CallContext first(workbook::rpc::kDefaultTimeout);
  EXPECT_THAT(shop.Ask(first, "101"), IsOkAndHolds(std::string("order 101")));
  CallContext second(workbook::rpc::kDefaultTimeout);
  EXPECT_THAT(shop.Ask(second, "999"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("999")));
}

// How long the warehouse may work: "about 10 minutes", to five minutes. The check's times lie far
// apart, because gRPC rounds up what it sends, and a busy machine takes its time.
std::string TimeLeft(const grpc::ServerContext& call) {
  const gpr_timespec deadline = call.raw_deadline();
  if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0) return "for ever";
  const minutes left = std::chrono::round<minutes>(call.deadline() - Clock::now());
  if (left < minutes(1)) return "less than half a minute";
  if (left < minutes(3)) return "about a minute";
  return absl::StrCat("about ", (left.count() + 2) / 5 * 5, " minutes");
}

// The same, for a call by way of the desk.
std::string TimeOfWarehouse(grpc::ClientContext& caller, seconds longest) {
  std::string given = "the warehouse got no call";
  Shop shop(
      std::make_unique<Warehouse>([&](const grpc::ServerContext& call) { given = TimeLeft(call); }),
      longest);
  static_cast<void>(shop.Ask(caller, "101"));
  return given;
}

BEHAVIOUR(Lesson, HandsTheDeadlineOn, "The warehouse gets each caller's deadline", "getOrder(") {
  CallContext brief{minutes(10)};
  EXPECT_THAT(TimeOfWarehouse(brief, minutes(90)), "about 10 minutes");
  CallContext patient{minutes(60)};
  EXPECT_THAT(TimeOfWarehouse(patient, minutes(90)), "about 60 minutes");
}

BEHAVIOUR(Lesson, GivesADeadline, "For a caller without a deadline it gets `longest`",
          "getOrder(") {
  grpc::ClientContext first;
  EXPECT_THAT(TimeOfWarehouse(first, minutes(5)), "about 5 minutes");
  grpc::ClientContext second;
  EXPECT_THAT(TimeOfWarehouse(second, minutes(30)), "about 30 minutes");
}

BEHAVIOUR(Lesson, LimitsTheDeadline, "For a caller whose deadline is later it gets `longest` too",
          "getOrder(") {
  CallContext patient{minutes(60)};
  EXPECT_THAT(TimeOfWarehouse(patient, minutes(20)), "about 20 minutes");
}

BEHAVIOUR(Lesson, CountsFromTheCall, "`longest` counts from each call, however old the desk is",
          "getOrder(") {
  constexpr seconds kLongest{30};
  Clock::time_point deadline;
  Shop shop(std::make_unique<Warehouse>(
                [&](const grpc::ServerContext& call) { deadline = call.deadline(); }),
            kLongest);
  grpc::ClientContext first;
  static_cast<void>(shop.Ask(first, "101"));  // connects
  std::this_thread::sleep_for(seconds(1));    // an old desk: its age is what is looked at
  const Clock::time_point begin = Clock::now();
  deadline = {};
  grpc::ClientContext second;
  static_cast<void>(shop.Ask(second, "101"));
  // However slow the machine is, the deadline is no earlier. Up to 0.1 s, because gRPC has more
  // than one clock.
  std::string given = "an old desk gives as much time";
  if (deadline < begin + kLongest - milliseconds(100)) given = "an old desk gives less time";
  if (deadline == Clock::time_point()) given = "the warehouse got no call";
  EXPECT_THAT(given, "an old desk gives as much time");
}

// A warehouse that works on one call until that is cancelled.
class Search {
 public:
  // `on_begin` runs when the warehouse has begun.
  explicit Search(std::function<void()> on_begin) : on_begin_(std::move(on_begin)) {}

  std::unique_ptr<grpc::Service> MakeWarehouse() { return std::make_unique<Service>(*this); }

  // How it ended. A cancellation takes a moment to arrive: far less than this waits.
  std::string End() {
    if (!begun_.HasBeenNotified()) return "it got no call";
    const bool stopped = call_.cancelled.WaitForNotificationWithTimeout(absl::Seconds(2.5));
    call_.FinishOnce();  // a desk that waits for the warehouse would never end
    return stopped ? "it stopped" : "it went on for 2.5 s, for nobody";
  }

 private:
  struct Call final : public grpc::ServerUnaryReactor {
    void FinishOnce() {
      if (!finished.exchange(true)) Finish(grpc::Status::CANCELLED);
    }
    void OnCancel() override {
      cancelled.Notify();
      FinishOnce();
    }
    void OnDone() override {}

    std::atomic<bool> finished = false;
    absl::Notification cancelled;
  };

  class Service final : public ecommerce::OrderManagement::CallbackService {
   public:
    explicit Service(Search& search) : search_(search) {}

   private:
    grpc::ServerUnaryReactor* getOrder(grpc::CallbackServerContext* /*context*/,
                                       const google::protobuf::StringValue* /*request*/,
                                       ecommerce::Order* /*reply*/) override {
      search_.begun_.Notify();
      search_.on_begin_();
      return &search_.call_;
    }

    Search& search_;
  };

  const std::function<void()> on_begin_;
  absl::Notification begun_;
  Call call_;
};

BEHAVIOUR(Lesson, HandsTheCancellationOn, "When the caller cancels, the warehouse stops too",
          "getOrder(") {
  CallContext context{minutes(10)};
  Search search([&] { context.TryCancel(); });
  std::string end;
  {
    Shop shop(search.MakeWarehouse(), minutes(60));
    EXPECT_THAT(shop.Ask(context, "101"), StatusIs(absl::StatusCode::kCancelled));
    end = search.End();
  }
  EXPECT_THAT(end, "it stopped");
}

}  // namespace
