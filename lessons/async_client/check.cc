// Passes when all calls run at the same time, and each gives its own result.
#include "lessons/check/check.h"

#include <grpcpp/support/client_interceptor.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/async_client/lesson.h"
#include "lessons/check/attempt.h"
#include "lessons/check/finding.h"
#include "lessons/check/test_server.h"
#include "rpc/status.h"

namespace {

using grpc::experimental::InterceptionHookPoints;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::system_clock;
using workbook::lessons::check::Attempt;
using workbook::lessons::check::Finding;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::Says;
using workbook::lessons::check::TestServer;

constexpr milliseconds kShort{200};
// Far more than a right answer needs.
constexpr seconds kPatience{2};
constexpr seconds kEnough{10};
// Calls with this second number are refused, or not answered.
constexpr int32_t kRefused = 1001;
constexpr int32_t kUnanswered = 1002;

// A call that the server answers later, unless it is cancelled before.
class HeldCall final : public grpc::ServerUnaryReactor {
 public:
  // On any thread; only the first end counts.
  void End(const grpc::Status& status) {
    {
      const std::scoped_lock lock(mutex_);
      if (std::exchange(ended_, true)) return;
    }
    Finish(status);
  }

 private:
  void OnCancel() override { End(grpc::Status::CANCELLED); }
  // The service keeps it: it may be about to end it.
  void OnDone() override {}

  std::mutex mutex_;
  bool ended_ = false;
};

// Answers when it has `batch` calls: first the one with the largest n1, and after a while the next.
class Calculator final : public calc::Calculator::CallbackService {
 public:
  explicit Calculator(size_t batch) : batch_(batch) {}
  ~Calculator() override {
    if (answering_.joinable()) answering_.join();
  }

 private:
  struct Held {
    int32_t n1;
    grpc::Status status;
    std::unique_ptr<HeldCall> call;
  };

  grpc::ServerUnaryReactor* Add(grpc::CallbackServerContext* context,
                                const calc::AddRequest* request, calc::AddReply* reply) override {
    const std::scoped_lock lock(mutex_);
    calls_.push_back({request->n1(), grpc::Status::OK, std::make_unique<HeldCall>()});
    HeldCall* const call = calls_.back().call.get();
    if (request->n2() == kUnanswered) {
      // The check does not wait for a deadline that is later than kShort, but for a busy machine.
      if (context->deadline() > system_clock::now() + kShort + kPatience) {
        call->End(
            {grpc::StatusCode::ABORTED, "the server never answers, and the deadline is late"});
      }
      return call;
    }
    if (request->n2() == kRefused) {
      calls_.back().status = {grpc::StatusCode::OUT_OF_RANGE, "the sum does not fit"};
    }
    reply->set_n1(request->n1() + request->n2());
    if (calls_.size() == batch_) {
      std::ranges::sort(calls_, std::ranges::greater(), &Held::n1);
      answering_ = std::thread([this] { AnswerAll(); });
    }
    return call;
  }

  // From now on calls_ does not change.
  void AnswerAll() {
    for (const Held& held : calls_) {
      // A right client waits for all. A wrong one has the time to return too early.
      if (&held != &calls_.front()) std::this_thread::sleep_for(milliseconds(60));
      held.call->End(held.status);
    }
  }

  const size_t batch_;
  std::mutex mutex_;
  std::vector<Held> calls_;
  std::thread answering_;
};

// Sees each call when it begins, and lets none go on before all have begun, with objects of their
// own: what a call would write into an object that is gone ends the program, or does not.
class CallWatch {
 public:
  explicit CallWatch(size_t calls) : calls_(calls) {}

  void Began(grpc::ClientContext& context, grpc::experimental::InterceptorBatchMethods& methods) {
    std::vector<grpc::experimental::InterceptorBatchMethods*> go_on;
    {
      const std::scoped_lock lock(mutex_);
      ++began_;
      contexts_.insert(&context);
      // Null in an API that asks for the reply later.
      if (const void* reply = methods.GetRecvMessage()) replies_.insert(reply);
      has_reply_ += methods.GetRecvMessage() == nullptr ? 0 : 1;
      waiting_.push_back(&methods);
      const gpr_timespec deadline = context.raw_deadline();
      if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) != 0) {
        deadlines_.push_back(context.deadline());
      }
      if (began_ == calls_ && Sharing().empty()) go_on.swap(waiting_);
    }
    for (auto* one : go_on) one->Proceed();
  }

  size_t began() const {
    const std::scoped_lock lock(mutex_);
    return began_;
  }

  // What several calls have in common and must not: "3 calls at the same time, but contexts: 1".
  std::string Shared() const {
    const std::scoped_lock lock(mutex_);
    return Sharing();
  }

  // How many calls have a deadline between these two.
  size_t DeadlinesIn(system_clock::time_point earliest, system_clock::time_point latest) const {
    const std::scoped_lock lock(mutex_);
    return static_cast<size_t>(std::ranges::count_if(
        deadlines_, [&](const auto& one) { return earliest <= one && one <= latest; }));
  }

 private:
  std::string Sharing() const {
    if (contexts_.size() < began_) {
      return absl::StrCat(began_, " calls at the same time, but contexts: ", contexts_.size());
    }
    if (replies_.size() < has_reply_) {
      return absl::StrCat(began_, " calls at the same time, but replies: ", replies_.size());
    }
    return "";
  }

  const size_t calls_;
  mutable std::mutex mutex_;
  size_t began_ = 0;
  size_t has_reply_ = 0;
  std::set<const void*> contexts_;
  std::set<const void*> replies_;
  std::vector<grpc::experimental::InterceptorBatchMethods*> waiting_;
  std::vector<system_clock::time_point> deadlines_;
};

class WatchedCall final : public grpc::experimental::Interceptor {
 public:
  WatchedCall(std::shared_ptr<CallWatch> watch, grpc::ClientContext* context)
      : watch_(std::move(watch)), context_(context) {}

 private:
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_MESSAGE)) {
      watch_->Began(*context_, *methods);
    } else {
      methods->Proceed();
    }
  }

  const std::shared_ptr<CallWatch> watch_;
  grpc::ClientContext* const context_;
};

class WatchFactory final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit WatchFactory(std::shared_ptr<CallWatch> watch) : watch_(std::move(watch)) {}

  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo* info) override {
    return new WatchedCall(watch_, info->client_context());
  }

 private:
  const std::shared_ptr<CallWatch> watch_;
};

// One AddAll, on a server of its own.
class Additions {
 public:
  explicit Additions(std::vector<lesson::Pair> pairs, milliseconds timeout = kEnough)
      : pairs_(std::move(pairs)), watch_(std::make_shared<CallWatch>(pairs_.size())) {
    std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> factories;
    factories.push_back(std::make_unique<WatchFactory>(watch_));
    const auto server = std::make_shared<TestServer>(std::make_unique<Calculator>(pairs_.size()));
    const std::shared_ptr stub =
        calc::Calculator::NewStub(server->server().experimental().InProcessChannelWithInterceptors(
            grpc::ChannelArguments(), std::move(factories)));
    earliest_ = system_clock::now();
    Attempt<std::vector<absl::StatusOr<int32_t>>> attempt(
        [server, stub, pairs = pairs_, timeout] { return lesson::AddAll(*stub, pairs, timeout); });
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (!attempt.returned() && !attempt.crashed() && watch_->began() < pairs_.size() &&
           std::chrono::steady_clock::now() < give_up) {
      attempt.Wait(milliseconds(1));
    }
    latest_ = system_clock::now();
    fault_ = watch_->Shared();
    if (fault_.empty() && !attempt.returned() && !attempt.crashed() && began() < pairs_.size()) {
      fault_ = absl::StrCat("only ", began(), " of ", pairs_.size(),
                            " calls began, and the next waits for an answer");
    }
    if (!fault_.empty()) return;
    if (const auto results = attempt.Wait()) {
      results_ = *results;
    } else {
      fault_ = attempt.WhyNot();
    }
  }

  // "3; OUT_OF_RANGE: the sum does not fit; 11".
  std::string Results() const {
    if (!fault_.empty()) return fault_;
    if (results_.empty()) return "no results";
    return absl::StrJoin(results_, "; ", [](std::string* out, const auto& result) {
      if (result.ok()) {
        absl::StrAppend(out, *result);
      } else {
        absl::StrAppend(out, workbook::rpc::Describe(result.status()));
      }
    });
  }

  size_t began() const { return watch_->began(); }
  const std::string& fault() const { return fault_; }

  // How many calls have a deadline that is `timeout` after they began. Half a second is for other
  // clocks, from which gRPC converts.
  size_t CallsWithDeadline(milliseconds timeout) const {
    constexpr milliseconds kTolerance{500};
    return watch_->DeadlinesIn(earliest_ + timeout - kTolerance, latest_ + timeout + kTolerance);
  }

 private:
  const std::vector<lesson::Pair> pairs_;
  const std::shared_ptr<CallWatch> watch_;
  system_clock::time_point earliest_;
  system_clock::time_point latest_;
  std::string fault_;
  std::vector<absl::StatusOr<int32_t>> results_;
};

BEHAVIOUR(Lesson, AddsEachPair, "Each pair gives its sum", "AddAll(") {
  EXPECT_THAT(Finding{Additions({{-5, 3}, {20, 10}}).Results()}, Says("-2; 30"));
}

BEHAVIOUR(Lesson, NeedsNoPairs, "Without pairs it returns, with no results", "AddAll(") {
  EXPECT_THAT(Finding{Additions({}).Results()}, Says("no results"));
}

BEHAVIOUR(Lesson, StartsAllAtOnce, "50 calls begin before one of them is answered", "AddAll(") {
  std::vector<lesson::Pair> pairs;
  for (int32_t i = 0; i < 50; ++i) pairs.push_back({i, kUnanswered});
  const Additions run(pairs, kShort);
  EXPECT_THAT(Finding{run.fault().empty() ? absl::StrCat(run.began(), " calls began at once")
                                          : run.fault()},
              Says("50 calls began at once"));
}

BEHAVIOUR(Lesson, KeepsTheOrder, "The sums are in the pairs' order, also when the last comes first",
          "AddAll(") {
  EXPECT_THAT(Finding{Additions({{1, 2}, {3, 4}, {5, 6}}).Results()}, Says("3; 7; 11"));
}

BEHAVIOUR(Lesson, KeepsErrorsApart, "A refused call gives its status, and the others their sums",
          "AddAll(") {
  EXPECT_THAT(Finding{Additions({{1, 2}, {3, kRefused}, {5, 6}}).Results()},
              Says("3; OUT_OF_RANGE: the sum does not fit; 11"));
}

BEHAVIOUR(Lesson, SetsEachDeadline, "Every call has a deadline: its beginning plus the timeout",
          "AddAll(") {
  const std::vector<lesson::Pair> pairs = {{1, 2}, {3, 4}, {5, 6}};
  for (const milliseconds timeout : {milliseconds(9000), milliseconds(std::chrono::hours(1))}) {
    const Additions run(pairs, timeout);
    EXPECT_THAT(
        Finding{run.fault().empty() ? absl::StrCat(run.CallsWithDeadline(timeout), " of 3 calls")
                                    : run.fault()},
        Says("3 of 3 calls"));
  }
}

}  // namespace
