// Passes when the handler does not wait for the divider, and each call is finished once, on each of
// its paths.
#include "lessons/check/check.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "calculator/calculator_client.h"
#include "lessons/callback_method/lesson.h"
#include "lessons/check/attempt.h"
#include "lessons/check/default_reactor_test_peer.h"
#include "lessons/check/named_number.h"
#include "lessons/check/watched_server.h"

namespace {

using ::testing::HasSubstr;
using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Attempt;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::WatchedServer;
using Number = workbook::lessons::check::NamedNumber<float>;
using Done = std::function<void(absl::StatusOr<float>)>;

constexpr char kPlace[] = "Divide(grpc::CallbackServerContext";

Number Quotient(float quotient) { return {"quotient", quotient}; }

float Divided(int32_t n1, int32_t n2) { return static_cast<float>(n1) / static_cast<float>(n2); }

// The call of a handler that has its own reactor, as gRPC's TestServerCallbackUnary is for the
// default one.
class BoundCall final : public grpc::ServerCallbackUnary {
 public:
  explicit BoundCall(std::function<void(const grpc::Status&)> on_finish)
      : on_finish_(std::move(on_finish)) {}

  void Bind(grpc::ServerUnaryReactor* reactor) {
    reactor_ = reactor;
    BindReactor(reactor);
  }

 private:
  void Finish(grpc::Status status) override { on_finish_(status); }
  void SendInitialMetadata() override {}
  void CallOnDone() override {}
  grpc::internal::ServerReactor* reactor() override { return reactor_; }
  // Overrides a method that gRPC 1.51 does not have yet.
  virtual grpc_call* call() { return nullptr; }  // NOLINT(modernize-use-override)

  const std::function<void(const grpc::Status&)> on_finish_;
  grpc::ServerUnaryReactor* reactor_ = nullptr;
};

// The exercise's service, with a divider that answers when the check says so.
class Calculator {
 public:
  struct Question {
    int32_t n1;
    int32_t n2;
    Done done;
  };

  calc::Calculator::CallbackService& service() { return *service_; }

  // Under mutex(), with a signal of changed().
  std::vector<Question>& asked() { return asked_; }
  std::mutex& mutex() { return mutex_; }
  std::condition_variable& changed() { return changed_; }

 private:
  void Ask(int32_t n1, int32_t n2, Done done) {
    const std::scoped_lock lock(mutex_);
    asked_.push_back({n1, n2, std::move(done)});
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Question> asked_;
  const std::unique_ptr<calc::Calculator::CallbackService> service_ = lesson::MakeCalculator(
      [this](int32_t n1, int32_t n2, Done done) { Ask(n1, n2, std::move(done)); });
};

// Overwrites what the handler has left on the stack, as the next call on this thread would do: a
// reference to one of its locals then leads nowhere.
[[gnu::noinline]] void ClearStack() {
  volatile char used[1 << 14];
  for (volatile char& byte : used) byte = 0;
}

// One call, as gRPC makes it, but without a server: so the check sees each Finish, and what the
// reply is at that moment.
class Call {
 public:
  // Returns when the handler has returned. When it has not after two seconds, it never will before
  // the divider has answered.
  Call(Calculator& calculator, int32_t n1, int32_t n2) : calculator_(calculator) {
    request_.set_n1(n1);
    request_.set_n2(n2);
    handler_ = std::thread([this] { RunHandler(); });
    std::unique_lock lock(calculator_.mutex());
    calculator_.changed().wait_for(lock, patience, [&] { return returned_; });
    returned_first_ = returned_;
    if (returned_) return;
    patience = std::chrono::seconds(0);
    calculator_.changed().wait(lock, [&] { return returned_ || !calculator_.asked().empty(); });
  }

  ~Call() {
    if (!returned_first_) static_cast<void>(Answer(Divided));  // the handler may wait for it
    handler_.join();
    if (reactor_ != nullptr && reactor_ != peer_.reactor()) reactor_->OnDone();
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // What the handler did while the divider had not answered.
  std::string Handler() const {
    return returned_first_ ? "the handler returned" : "the handler waited for the divider";
  }

  // Lets the divider answer its newest question. The text says what was asked.
  std::string Answer(const std::function<absl::StatusOr<float>(int32_t, int32_t)>& divider) {
    Calculator::Question question;
    {
      const std::scoped_lock lock(calculator_.mutex());
      if (calculator_.asked().empty()) return "the divider was not asked";
      question = std::move(calculator_.asked().back());
      calculator_.asked().pop_back();
    }
    const std::string asked =
        absl::StrCat("the divider was asked for ", question.n1, " / ", question.n2);
    Attempt<bool> answer([this, divider, question = std::move(question)] {
      AllowThisThread();
      question.done(divider(question.n1, question.n2));
      return true;
    });
    if (!answer.Wait()) return absl::StrCat(asked, ", and called done: ", answer.WhyNot());
    // A handler that waited goes on now.
    std::unique_lock lock(calculator_.mutex());
    calculator_.changed().wait_for(lock, std::chrono::seconds(2), [&] { return returned_; });
    return asked;
  }

  std::string Finishes() const {
    const std::scoped_lock lock(calculator_.mutex());
    if (returned_ && reactor_ == nullptr) return "the handler returned no reactor";
    if (finished_elsewhere_) return "Finish was called neither in the handler nor in done";
    switch (finishes_) {
      case 0:
        return "Finish was not called";
      case 1:
        return "Finish was called once";
      default:
        return "Finish was called twice: gRPC ends the program";
    }
  }

  // What the client gets, by the first Finish.
  absl::StatusOr<Number> result() const {
    const std::scoped_lock lock(calculator_.mutex());
    return result_;
  }

 private:
  void AllowThisThread() {
    const std::scoped_lock lock(calculator_.mutex());
    threads_.insert(std::this_thread::get_id());
  }

  void RunHandler() {
    AllowThisThread();
    grpc::ServerUnaryReactor* reactor = calculator_.service().Divide(&context_, &request_, &reply_);
    ClearStack();
    if (reactor != nullptr && reactor != peer_.reactor()) bound_.Bind(reactor);
    const std::scoped_lock lock(calculator_.mutex());
    reactor_ = reactor;
    returned_ = true;
    calculator_.changed().notify_all();
  }

  void OnFinish(const grpc::Status& status) {
    const std::scoped_lock lock(calculator_.mutex());
    if (!threads_.contains(std::this_thread::get_id())) finished_elsewhere_ = true;
    if (++finishes_ > 1) return;
    if (status.ok()) {
      result_ = Quotient(reply_.f1());
    } else {
      result_ = workbook::rpc::FromGrpcStatus(status);
    }
  }

  // For a handler to return. Once one has not, the others are not given that time again.
  inline static std::chrono::seconds patience{2};

  Calculator& calculator_;
  grpc::CallbackServerContext context_;
  grpc::testing::DefaultReactorTestPeer peer_{
      &context_, [this](const grpc::Status& status) { OnFinish(status); }};
  BoundCall bound_{[this](const grpc::Status& status) { OnFinish(status); }};
  calc::DivideRequest request_;
  calc::DivideReply reply_;
  bool returned_ = false;
  bool returned_first_ = false;
  grpc::ServerUnaryReactor* reactor_ = nullptr;
  int finishes_ = 0;
  std::set<std::thread::id> threads_;  // of the handler and of done
  bool finished_elsewhere_ = false;
  absl::StatusOr<Number> result_ = absl::UnknownError("Finish was not called");
  std::thread handler_;
};

void ExpectQuotient(int32_t n1, int32_t n2, float quotient) {
  Calculator calculator;
  Call call(calculator, n1, n2);
  ASSERT_THAT(call.Answer(Divided), absl::StrCat("the divider was asked for ", n1, " / ", n2));
  ASSERT_THAT(call.Finishes(), "Finish was called once");
  EXPECT_THAT(call.result(), IsOkAndHolds(Quotient(quotient)));
}

BEHAVIOUR(Lesson, AnswersWithTheQuotient, "Divide(7, 2) answers 3.5, and Divide(-9, 4) -2.25",
          kPlace) {
  ExpectQuotient(7, 2, 3.5F);
  if (!HasFailure()) ExpectQuotient(-9, 4, -2.25F);
}

void ExpectRefusal(int32_t n1) {
  Calculator calculator;
  Call call(calculator, n1, 0);
  ASSERT_THAT(call.Finishes(), "Finish was called once");
  ASSERT_THAT(call.result(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("n2")));
  EXPECT_THAT(call.Answer(Divided), "the divider was not asked");
}

BEHAVIOUR(Lesson, RefusesAtOnce, "A division by 0 is refused at once: INVALID_ARGUMENT, about n2",
          kPlace) {
  ExpectRefusal(7);
  if (!HasFailure()) ExpectRefusal(0);
}

void ExpectFailure(absl::StatusCode code, const std::string& message) {
  Calculator calculator;
  Call call(calculator, 7, 2);
  ASSERT_THAT(call.Answer([&](int32_t, int32_t) { return absl::Status(code, message); }),
              "the divider was asked for 7 / 2");
  ASSERT_THAT(call.Finishes(), "Finish was called once");
  EXPECT_THAT(call.result(), StatusIs(code, HasSubstr(message)));
}

BEHAVIOUR(Lesson, PassesFailuresOn,
          "When the divider fails, the call ends with its code and message", kPlace) {
  ExpectFailure(absl::StatusCode::kUnavailable, "the divider is down");
  if (!HasFailure()) ExpectFailure(absl::StatusCode::kResourceExhausted, "too many divisions");
}

BEHAVIOUR(Lesson, DoesNotWait, "The handler returns while the divider still divides", kPlace) {
  Calculator calculator;
  Call call(calculator, 7, 2);
  ASSERT_THAT(call.Answer(Divided), "the divider was asked for 7 / 2");
  EXPECT_THAT(call.Handler(), "the handler returned");
}

BEHAVIOUR(Lesson, KeepsCallsApart, "Two calls at once get a quotient each, the newer one first",
          kPlace) {
  Calculator calculator;
  Call older(calculator, 7, 2);
  ASSERT_THAT(older.Handler(), "the handler returned");
  Call newer(calculator, -9, 4);
  ASSERT_THAT(newer.Answer(Divided), "the divider was asked for -9 / 4");
  ASSERT_THAT(newer.Finishes(), "Finish was called once");
  EXPECT_THAT(newer.result(), IsOkAndHolds(Quotient(-2.25F)));
  ASSERT_THAT(older.Answer(Divided), "the divider was asked for 7 / 2");
  ASSERT_THAT(older.Finishes(), "Finish was called once");
  EXPECT_THAT(older.result(), IsOkAndHolds(Quotient(3.5F)));
}

// Divides on a thread of its own.
void DivideElsewhere(int32_t n1, int32_t n2, Done done) {
  std::thread([=, done = std::move(done)] { done(Divided(n1, n2)); }).detach();
}

BEHAVIOUR(Lesson, ServesClients, "On a server it answers a client, and the server can stop",
          kPlace) {
  // What would end this program is found without a server.
  ExpectQuotient(7, 2, 3.5F);
  if (!HasFailure()) ExpectRefusal(7);
  if (HasFailure()) return;
  WatchedServer server(lesson::MakeCalculator(DivideElsewhere));
  workbook::calculator::CalculatorClient client(server.channel());
  EXPECT_THAT(workbook::lessons::check::Named("quotient", client.Divide(9, 2)),
              IsOkAndHolds(Quotient(4.5F)));
  static_cast<void>(client.Divide(9, 0));
  EXPECT_THAT(server.Stop(), "OK, INVALID_ARGUMENT");
}

}  // namespace
