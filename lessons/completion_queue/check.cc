// Passes when an AddCall always waits for the next call, whatever the other calls do, and each is
// deleted once.
#include "lessons/check/check.h"

#include <grpcpp/alarm.h>
#include <grpcpp/support/server_interceptor.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/check/test_server.h"
#include "lessons/completion_queue/lesson.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace {

using lesson::Event;
using std::chrono::milliseconds;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::TestServer;

constexpr char kPlace[] = "void Proceed(";

// How long to wait for what never comes. Once something has not come, the rest of this process
// waits less.
milliseconds patience{2000};

// The exercise's service and its queue. It sees all that happens there, and takes no more tags off
// the queue when the next one would end the program. Never destroyed: the queue of a wrong answer
// may still have tags.
class Calculator {
 public:
  static Calculator& Start() {
    static auto* const all = new std::vector<Calculator*>;
    return *all->emplace_back(new Calculator);
  }

  // A call of a client.
  class Call {
   public:
    Call(Calculator& calculator, int32_t n1, int32_t n2);
    ~Call() { static_cast<void>(Result()); }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    // "the sum 30". When there is none, what went wrong in the server, or the call's status.
    std::string Result();
    void Cancel() { context_.TryCancel(); }

   private:
    Calculator& calculator_;
    grpc::ClientContext context_;
    calc::AddRequest request_;
    calc::AddReply reply_;
    grpc::Status status_;
    bool over_ = false;  // under the calculator's mutex
  };

  std::string Add(int32_t n1, int32_t n2) { return Call(*this, n1, n2).Result(); }

  // From now on works do not end by themselves.
  void HoldWorks() {
    const std::scoped_lock lock(mutex_);
    hold_ = true;
  }

  // Waits until so many works have begun: "3 of 3 calls began their work".
  std::string AwaitWorks(size_t count) {
    std::unique_lock lock(mutex_);
    Wait(lock, [&] { return works_begun_ >= count || !fault_.empty(); });
    return absl::StrCat(works_begun_, " of ", count, " calls began their work");
  }

  // Ends the works that have begun, the newest first, and all later ones at once.
  void EndWorks() {
    const std::scoped_lock lock(mutex_);
    hold_ = false;
    for (; !held_.empty(); held_.pop_back()) EndWork(held_.back());
  }

  // "the work began, the work ended, the answer went out".
  std::string Trace() const {
    const std::scoped_lock lock(mutex_);
    return trace_.empty() ? "nothing happened" : absl::StrJoin(trace_, ", ");
  }

  // Shuts the server down when its last client has gone: "no call is left". Else how many are, or
  // what went wrong.
  std::string Stop();

  // For Event: its constructor, its destructor and `delete`.
  void OnMade(Event* event) {
    const std::scoped_lock lock(mutex_);
    events_.insert(event);
    ++made_;
  }
  void OnDestroyed(Event* event) {
    const std::scoped_lock lock(mutex_);
    events_.erase(event);
    changed_.notify_all();
  }
  void OnDelete(Event* event);

  // The calculator whose events this thread makes and deletes.
  inline static thread_local Calculator* of_this_thread = nullptr;

 private:
  class AnswerWatch;
  class AnswerWatchFactory;

  Calculator();

  // Takes the tags off the queue.
  void Poll() {
    of_this_thread = this;
    void* tag = nullptr;
    bool ok = false;
    while (queue_->Next(&tag, &ok)) OnTag(static_cast<Event*>(tag), ok);
  }
  void OnTag(Event* event, bool ok);
  // False when the answer must not go out.
  bool OnAnswer(const grpc::Status& status, bool is_first);
  void OnWork(Event* done);

  // The rest is under the mutex.
  void EndWork(Event* done) {
    alarms_.emplace_back().Set(queue_.get(), std::chrono::system_clock::now(), done);
  }
  // What is wrong, but harms nobody here.
  void Note(const std::string& text) {
    if (note_.empty()) note_ = text;
    changed_.notify_all();
  }
  // What ends the work of the queue. `counts`: even for a client that got its sum.
  void Fault(const std::string& text, bool counts) {
    if (!fault_.empty()) return;
    fault_ = text;
    fault_counts_ = counts;
    changed_.notify_all();
  }
  template <typename Condition>
  bool Wait(std::unique_lock<std::mutex>& lock, Condition condition) {
    const bool came = changed_.wait_for(lock, patience, condition);
    if (!came) patience = milliseconds(200);
    return came;
  }
  std::string CallsLeft() const {
    return events_.empty() ? "no call is left"
                           : absl::StrCat(events_.size(),
                                          events_.size() == 1 ? " call is" : " calls are", " left");
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::set<Event*> events_;  // made, and not deleted
  std::set<Event*> dying_;   // deleted, but not destroyed: an operation may be under way
  int made_ = 0;
  size_t calls_ = 0;  // of clients
  std::vector<std::string> trace_;
  size_t works_begun_ = 0;
  size_t works_ended_ = 0;
  size_t answers_ = 0;
  std::set<Event*> working_;  // their works have begun, and their tags have not come
  bool hold_ = false;
  std::vector<Event*> held_;
  std::list<grpc::Alarm> alarms_;
  bool has_answered_ = false;  // the Proceed that runs now
  bool stopping_ = false;
  int made_before_stop_ = 0;
  std::string note_;
  std::string fault_;
  bool fault_counts_ = false;

  calc::Calculator::AsyncService* const service_ = new calc::Calculator::AsyncService;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unique_ptr<TestServer> server_;
  std::unique_ptr<calc::Calculator::Stub> stub_;
  std::thread poller_;
};

// Sees the answers to one call before they go out.
class Calculator::AnswerWatch final : public grpc::experimental::Interceptor {
 public:
  explicit AnswerWatch(Calculator& calculator) : calculator_(calculator) {}

 private:
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    using grpc::experimental::InterceptionHookPoints;
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS) &&
        !calculator_.OnAnswer(methods->GetSendStatus(), !std::exchange(answered_, true))) {
      return;
    }
    methods->Proceed();
  }

  Calculator& calculator_;
  bool answered_ = false;
};

class Calculator::AnswerWatchFactory final
    : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit AnswerWatchFactory(Calculator& calculator) : calculator_(calculator) {}

 private:
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* /*info*/) override {
    return new AnswerWatch(calculator_);
  }

  Calculator& calculator_;
};

Calculator::Calculator() {
  server_ = std::make_unique<TestServer>(
      std::unique_ptr<grpc::Service>(service_), TestServer::Over::kInProcess,
      [this](grpc::ServerBuilder& builder) {
        queue_ = builder.AddCompletionQueue();
        std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
            factories;
        factories.push_back(std::make_unique<AnswerWatchFactory>(*this));
        builder.experimental().SetInterceptorCreators(std::move(factories));
      });
  stub_ = calc::Calculator::NewStub(server_->channel());
  of_this_thread = this;
  lesson::ServeAdd(*service_, *queue_, [this](Event* done) { OnWork(done); });
  of_this_thread = nullptr;
  poller_ = std::thread([this] { Poll(); });
}

void Calculator::OnTag(Event* event, bool ok) {
  {
    std::unique_lock lock(mutex_);
    if (!fault_.empty()) return;
    if (!events_.contains(event)) {
      Note(event == nullptr ? "a tag came off the queue that points to no event"
                            : "a tag came off the queue for a call that was deleted");
      const bool is_whole = dying_.erase(event) > 0;
      lock.unlock();
      if (is_whole) event->~Event();
      return;
    }
    if (working_.erase(event) > 0) {
      ++works_ended_;
      trace_.emplace_back("the work ended");
    }
    has_answered_ = false;
  }
  event->Proceed(ok);
  const std::scoped_lock lock(mutex_);
  if (stopping_) {
    changed_.notify_all();
    if (made_ > made_before_stop_ + 10) {
      Fault("calls are requested again and again while the server shuts down", true);
    }
  } else if (events_.empty()) {
    Fault("no call waits for the next client", false);
  }
}

void Calculator::OnDelete(Event* event) {
  {
    const std::scoped_lock lock(mutex_);
    if (events_.erase(event) == 0) return Fault("a call was deleted twice", true);
    if (has_answered_ || working_.contains(event)) {
      dying_.insert(event);
      return;
    }
  }
  event->~Event();  // and keeps the memory: no other event gets its address
}

bool Calculator::OnAnswer(const grpc::Status& status, bool is_first) {
  const std::scoped_lock lock(mutex_);
  has_answered_ = true;
  if (!is_first) {
    Note("a call was answered twice");
    return false;
  }
  trace_.emplace_back("the answer went out");
  if (++answers_ > works_ended_ && status.ok()) {
    Fault("a call was answered before its work was done", true);
  }
  return fault_.empty();
}

void Calculator::OnWork(Event* done) {
  const std::scoped_lock lock(mutex_);
  trace_.emplace_back("the work began");
  if (!events_.contains(done)) return Fault("the work got a tag that points to no event", true);
  if (++works_begun_ > calls_) {
    return Fault(absl::StrCat("the work began ", works_begun_, " times for ", calls_,
                              calls_ == 1 ? " call" : " calls"),
                 true);
  }
  working_.insert(done);
  if (hold_) {
    held_.push_back(done);
  } else {
    EndWork(done);
  }
  changed_.notify_all();
}

std::string Calculator::Stop() {
  std::unique_lock lock(mutex_);
  // A deleted event whose operation is under way gets its tag in a moment.
  changed_.wait_for(lock, milliseconds(100), [&] { return dying_.empty() || !fault_.empty(); });
  if (!fault_.empty()) return fault_;
  for (Event* event : std::exchange(dying_, {})) event->~Event();
  stopping_ = true;
  made_before_stop_ = made_;
  // Waits for its calls, and for ever for one that nobody deletes.
  std::thread([this] { server_->server().Shutdown(std::chrono::system_clock::now()); }).detach();
  Wait(lock, [&] { return events_.empty() || !note_.empty() || !fault_.empty(); });
  if (!fault_.empty()) return fault_;
  return note_.empty() ? CallsLeft() : note_;
}

Calculator::Call::Call(Calculator& calculator, int32_t n1, int32_t n2) : calculator_(calculator) {
  {
    const std::scoped_lock lock(calculator_.mutex_);
    ++calculator_.calls_;
  }
  request_.set_n1(n1);
  request_.set_n2(n2);
  calculator_.stub_->async()->Add(&context_, &request_, &reply_, [this](grpc::Status status) {
    const std::scoped_lock lock(calculator_.mutex_);
    status_ = std::move(status);
    over_ = true;
    calculator_.changed_.notify_all();
  });
}

std::string Calculator::Call::Result() {
  std::unique_lock lock(calculator_.mutex_);
  const bool came = calculator_.Wait(lock, [&] { return over_ || !calculator_.fault_.empty(); });
  if (!over_) {
    lock.unlock();
    context_.TryCancel();
    lock.lock();
    calculator_.changed_.wait(lock, [&] { return over_; });
  }
  if (status_.ok() && !calculator_.fault_counts_) return absl::StrCat("the sum ", reply_.n1());
  if (!calculator_.fault_.empty()) return calculator_.fault_;
  if (!came) return "the call was not answered";
  return ::testing::PrintToString(status_);
}

BEHAVIOUR(Lesson, AnswersWithTheSum, "Add(20, 10) answers 30, and Add(-5, 3) answers -2", kPlace) {
  ASSERT_THAT(Calculator::Start().Add(20, 10), "the sum 30");
  EXPECT_THAT(Calculator::Start().Add(-5, 3), "the sum -2");
}

BEHAVIOUR(Lesson, WorksFirst, "The work of each call is done once, before its answer goes out",
          kPlace) {
  Calculator& calculator = Calculator::Start();
  static_cast<void>(calculator.Add(20, 10));
  EXPECT_THAT(calculator.Trace(), "the work began, the work ended, the answer went out");
}

// "100 of 100 clients got their sums"; else why not.
std::string AddInTurn(Calculator& calculator, int clients) {
  for (int n = 0; n < clients; ++n) {
    const std::string result = calculator.Add(n, 4);
    if (result != absl::StrCat("the sum ", n + 4)) return absl::StrCat("after ", n, ": ", result);
  }
  return absl::StrCat(clients, " clients got their sums");
}

BEHAVIOUR(Lesson, AnswersTheNextClient, "A hundred clients, one after another, get their sums",
          kPlace) {
  EXPECT_THAT(AddInTurn(Calculator::Start(), 100), "100 clients got their sums");
}

BEHAVIOUR(Lesson, WaitsWhileItWorks, "Three clients at once: none waits for another's work",
          kPlace) {
  Calculator& calculator = Calculator::Start();
  calculator.HoldWorks();
  Calculator::Call one(calculator, 1, 100);
  Calculator::Call two(calculator, 2, 100);
  Calculator::Call three(calculator, 3, 100);
  const std::string begun = calculator.AwaitWorks(3);
  calculator.EndWorks();
  ASSERT_THAT(begun, "3 of 3 calls began their work");
  EXPECT_THAT(one.Result(), "the sum 101");
  EXPECT_THAT(two.Result(), "the sum 102");
  EXPECT_THAT(three.Result(), "the sum 103");
}

BEHAVIOUR(Lesson, DeletesEachCall, "After three calls the server shuts down, and no call is left",
          kPlace) {
  Calculator& calculator = Calculator::Start();
  ASSERT_THAT(AddInTurn(calculator, 3), "3 clients got their sums");
  EXPECT_THAT(calculator.Stop(), "no call is left");
}

BEHAVIOUR(Lesson, SurvivesALeaver,
          "A client that leaves while its work goes on leaves no call behind", kPlace) {
  Calculator& calculator = Calculator::Start();
  calculator.HoldWorks();
  {
    Calculator::Call leaver(calculator, 1, 100);
    ASSERT_THAT(calculator.AwaitWorks(1), "1 of 1 calls began their work");
    leaver.Cancel();
  }
  calculator.EndWorks();
  ASSERT_THAT(AddInTurn(calculator, 2), "2 clients got their sums");
  EXPECT_THAT(calculator.Stop(), "no call is left");
}

}  // namespace

lesson::Event::Event() {
  if (Calculator::of_this_thread != nullptr) Calculator::of_this_thread->OnMade(this);
}

lesson::Event::~Event() {
  if (Calculator::of_this_thread != nullptr) Calculator::of_this_thread->OnDestroyed(this);
}

void lesson::Event::operator delete(Event* event, std::destroying_delete_t) {
  if (Calculator::of_this_thread != nullptr) Calculator::of_this_thread->OnDelete(event);
}
