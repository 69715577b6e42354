// Passes when the handler stops its work once its call has ended, and not before, and no other
// call's.
#include "lessons/check/check.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "conformance/eventually.h"
#include "lessons/cancellation/lesson.h"
#include "lessons/check/named_number.h"
#include "lessons/check/server_hook.h"
#include "lessons/check/test_server.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace {

using std::chrono::milliseconds;
using ::testing::StrEq;
using workbook::conformance::IsOkAndHolds;
using workbook::lessons::check::AddHook;
using workbook::lessons::check::InterceptionHookPoints;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::TestServer;
using workbook::rpc::CallContext;
using workbook::rpc::kDefaultTimeout;
using Number = workbook::lessons::check::NamedNumber<int32_t>;

constexpr int32_t kSteps = 1000;
constexpr char kCaller[] = "caller";  // the metadata that tells whose step it is

Number Product(int32_t product) { return {"product", product}; }

std::string StoppedAfter(int step) { return absl::StrCat("it stopped after step ", step); }

// Waits until the server has received the cancellation.
void WaitUntilCancelled(const grpc::ServerContextBase& context) {
  static_cast<void>(workbook::conformance::Eventually([&] { return context.IsCancelled(); }));
}

// A server with the exercise's calculator, and what its handlers do.
class Calculator {
 public:
  // Called in each step, of the caller with this name. The number of the step counts from 1.
  using InStep =
      std::function<void(const std::string& caller, int step, grpc::ClientContext& client,
                         const grpc::ServerContextBase& call)>;

  explicit Calculator(InStep in_step = {}) : in_step_(std::move(in_step)) {}

  absl::StatusOr<Number> Multiply(const std::string& caller, int32_t n1, int32_t n2,
                                  milliseconds timeout = kDefaultTimeout) {
    // Lives until the server has stopped: a step may still be in its TryCancel.
    const auto context = std::make_shared<CallContext>(timeout);
    context->AddMetadata(kCaller, caller);
    {
      const std::scoped_lock lock(mutex_);
      calls_[caller] = {.client = context, .steps = 0, .all = n2};
    }
    calc::MultiplyRequest request;
    request.set_n1(n1);
    request.set_n2(n2);
    calc::MultiplyReply reply;
    const grpc::Status status = stub_->Multiply(context.get(), request, &reply);
    if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
    return Product(reply.n1());
  }

  // How far the work for this caller got. Stops the server: then no handler runs any more.
  std::string Work(const std::string& caller) {
    server_.reset();
    const Call& call = calls_.at(caller);
    if (call.steps == 0) return "it took no step";
    if (call.steps < call.all) return StoppedAfter(call.steps);
    if (call.steps == call.all) return absl::StrCat("it took all ", call.all, " steps");
    return absl::StrCat("it took ", call.steps, " steps, not ", call.all);
  }

  // What the handlers returned, in the order of their ends: "CANCELLED". Stops the server.
  std::string Ends() {
    server_.reset();
    return absl::StrJoin(ends_, ", ");
  }

  // Waits until so many handlers have returned.
  void WaitForEnds(size_t count) {
    static_cast<void>(workbook::conformance::Eventually([&] {
      const std::scoped_lock lock(mutex_);
      return ends_.size() >= count;
    }));
  }

 private:
  struct Call {
    std::shared_ptr<grpc::ClientContext> client;
    int steps;
    int all;
  };

  void Step(const grpc::ServerContextBase& context) {
    const auto entry = context.client_metadata().find(kCaller);
    const std::string caller(entry->second.data(), entry->second.size());
    Call call;
    {
      const std::scoped_lock lock(mutex_);
      ++calls_[caller].steps;
      call = calls_[caller];
    }
    if (in_step_) in_step_(caller, call.steps, *call.client, context);
  }

  void Ended(const grpc::Status& status) {
    const std::scoped_lock lock(mutex_);
    ends_.push_back(absl::StatusCodeToString(workbook::rpc::FromGrpcStatus(status).code()));
  }

  const InStep in_step_;
  std::mutex mutex_;
  std::map<std::string, Call> calls_;
  std::vector<std::string> ends_;
  std::unique_ptr<TestServer> server_ = std::make_unique<TestServer>(
      lesson::MakeCalculator([this](const grpc::ServerContextBase& context) { Step(context); }),
      TestServer::Over::kInProcess,
      AddHook("/calc.Calculator/Multiply", InterceptionHookPoints::PRE_SEND_STATUS,
              [this](auto& methods) { Ended(methods.GetSendStatus()); }));
  const std::unique_ptr<calc::Calculator::Stub> stub_ =
      calc::Calculator::NewStub(server_->channel());
};

// Cancels the call of "ann" in this step.
Calculator::InStep CancelIn(int step) {
  return [step](const std::string& caller, int now, grpc::ClientContext& client,
                const grpc::ServerContextBase& call) {
    if (caller != "ann" || now != step) return;
    client.TryCancel();
    WaitUntilCancelled(call);
  };
}

BEHAVIOUR(Lesson, AnswersACallerWhoWaits, "A caller who waits gets the product, after n2 steps",
          "Multiply(") {
  Calculator calculator;
  EXPECT_THAT(calculator.Multiply("ann", 3, kSteps), IsOkAndHolds(Product(3 * kSteps)));
  EXPECT_THAT(calculator.Work("ann"), StrEq("it took all 1000 steps"));
}

BEHAVIOUR(Lesson, TakesItsOwnFactors, "-7 times 5 takes 5 steps, and 4 times 0 takes none",
          "Multiply(") {
  Calculator calculator;
  EXPECT_THAT(calculator.Multiply("ann", -7, 5), IsOkAndHolds(Product(-35)));
  EXPECT_THAT(calculator.Multiply("bob", 4, 0), IsOkAndHolds(Product(0)));
  EXPECT_THAT(calculator.Work("ann"), StrEq("it took all 5 steps"));
  EXPECT_THAT(calculator.Work("bob"), StrEq("it took no step"));
}

BEHAVIOUR(Lesson, StopsWhenTheCallerCancels,
          "Multiply takes no fourth step if the caller cancels in the third", "Multiply(") {
  Calculator calculator(CancelIn(3));
  static_cast<void>(calculator.Multiply("ann", 3, kSteps));
  EXPECT_THAT(calculator.Work("ann"), StrEq(StoppedAfter(3)));
}

BEHAVIOUR(Lesson, StopsWhereverItIs, "It stops as soon in the first step, or near the last",
          "Multiply(") {
  for (const int step : {1, 998}) {
    Calculator calculator(CancelIn(step));
    static_cast<void>(calculator.Multiply("ann", 3, kSteps));
    EXPECT_THAT(calculator.Work("ann"), StrEq(StoppedAfter(step)));
  }
}

BEHAVIOUR(Lesson, StopsAtTheDeadline, "It takes no fourth step if the deadline passes in the third",
          "Multiply(") {
  // On a loaded machine a deadline may pass before the third step: then a later one.
  for (const milliseconds timeout : {milliseconds(500), milliseconds(1500), milliseconds(4500)}) {
    bool reached = false;
    Calculator calculator([&](const std::string& /*caller*/, int step,
                              grpc::ClientContext& /*client*/,
                              const grpc::ServerContextBase& call) {
      if (step != 3) return;
      reached = true;
      WaitUntilCancelled(call);
      // By the server's clock too: the client's, which counts first, ends the call a little
      // earlier.
      std::this_thread::sleep_until(call.deadline());
    });
    const auto product = calculator.Multiply("ann", 3, kSteps, timeout);
    const std::string work = calculator.Work("ann");
    if (!reached && absl::IsDeadlineExceeded(product.status()) && timeout < milliseconds(4500)) {
      continue;
    }
    EXPECT_THAT(work, StrEq(StoppedAfter(3)));
    return;
  }
}

BEHAVIOUR(Lesson, ReturnsCancelled, "The status that it returns then is CANCELLED", "Multiply(") {
  Calculator calculator(CancelIn(3));
  // With the factor 0 the product does not tell a part of the work from all of it.
  static_cast<void>(calculator.Multiply("ann", 0, kSteps));
  EXPECT_THAT(calculator.Ends(), StrEq("CANCELLED"));
}

BEHAVIOUR(Lesson, ServesTheNextCall, "After a cancelled call the server answers the next",
          "Multiply(") {
  Calculator calculator(CancelIn(3));
  static_cast<void>(calculator.Multiply("ann", 3, kSteps));
  calculator.WaitForEnds(1);
  EXPECT_THAT(calculator.Multiply("bob", 2, 10), IsOkAndHolds(Product(20)));
  EXPECT_THAT(calculator.Work("bob"), StrEq("it took all 10 steps"));
}

BEHAVIOUR(Lesson, LeavesOthersAlone, "It works on for a caller who waits while another cancels",
          "Multiply(") {
  std::promise<void> bob_works;
  std::promise<void> ann_ended;
  std::atomic<bool> meanwhile = false;
  const Calculator::InStep cancel = CancelIn(3);
  Calculator calculator([&](const std::string& caller, int step, grpc::ClientContext& client,
                            const grpc::ServerContextBase& call) {
    cancel(caller, step, client, call);
    if (caller != "bob" || step != 2) return;
    bob_works.set_value();
    meanwhile =
        ann_ended.get_future().wait_for(std::chrono::seconds(4)) == std::future_status::ready;
  });
  auto bobs = std::async(std::launch::async, [&] { return calculator.Multiply("bob", 2, 10); });
  // Not set when the exercise takes no second step.
  static_cast<void>(bob_works.get_future().wait_for(std::chrono::seconds(2)));
  static_cast<void>(calculator.Multiply("ann", 3, kSteps));
  calculator.WaitForEnds(1);
  ann_ended.set_value();
  EXPECT_THAT(bobs.get(), IsOkAndHolds(Product(20)));
  EXPECT_THAT(calculator.Work("bob"), StrEq("it took all 10 steps"));
  EXPECT_THAT(meanwhile ? "the other call ended meanwhile" : "the other call had to wait for it",
              StrEq("the other call ended meanwhile"));
}

}  // namespace
