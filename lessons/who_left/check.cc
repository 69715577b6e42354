// Passes when the count follows the readers who leave, although nobody sends, and each call ends
// once.
// once.
#include "lessons/check/check.h"

#include <grpcpp/support/server_interceptor.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "lessons/check/chat.h"
#include "lessons/check/received.h"
#include "lessons/check/test_server.h"
#include "lessons/who_left/lesson.h"

namespace {

using grpc::experimental::InterceptionHookPoints;
using workbook::lessons::check::ChatReader;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::StreamEnd;

// Ends a wait for what a wrong chat never does. A right one does it at once, also under load.
constexpr std::chrono::seconds kPatience{2};

bool Happens(const absl::Notification& event) {
  return event.WaitForNotificationWithTimeout(absl::FromChrono(kPatience));
}

// Runs code of a check where a server's calls get to: at several points, other than AddHook.
using Hook = std::function<void(grpc::experimental::InterceptorBatchMethods&)>;

workbook::lessons::check::TestServer::Configure AddHooks(Hook hook) {
  class Interceptor final : public grpc::experimental::Interceptor {
   public:
    explicit Interceptor(Hook hook) : hook_(std::move(hook)) {}
    void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
      hook_(*methods);
      methods->Proceed();
    }

   private:
    const Hook hook_;
  };
  class Factory final : public grpc::experimental::ServerInterceptorFactoryInterface {
   public:
    explicit Factory(Hook hook) : hook_(std::move(hook)) {}
    grpc::experimental::Interceptor* CreateServerInterceptor(
        grpc::experimental::ServerRpcInfo* /*info*/) override {
      return new Interceptor(hook_);
    }

   private:
    const Hook hook_;
  };
  return [hook = std::move(hook)](grpc::ServerBuilder& builder) {
    std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> factories;
    factories.push_back(std::make_unique<Factory>(hook));
    builder.experimental().SetInterceptorCreators(std::move(factories));
  };
}

// The counts that a chat reports.
class Counts {
 public:
  void Add(size_t here) {
    const workbook::base::MutexLock lock(mutex_);
    counts_.push_back(here);
  }

  // The first `number` of them: "1, 2, 1 here"; fewer when no more come.
  std::string First(size_t number) const {
    const workbook::base::MutexLock lock(mutex_);
    const auto all_came = [&] {
      mutex_.AssertReaderHeld();
      return counts_.size() >= number;
    };
    const bool came =
        mutex_.AwaitWithTimeout(absl::Condition(&all_came), absl::FromChrono(kPatience));
    const std::string counts = absl::StrCat(
        absl::StrJoin(counts_.begin(),
                      counts_.begin() + static_cast<ptrdiff_t>(std::min(number, counts_.size())),
                      ", "),
        " here");
    return came ? counts : counts + "; then no other count came";
  }

  // "0 here" as soon as that is the last count; the last count when it does not become so.
  std::string Becomes(size_t here) const {
    const workbook::base::MutexLock lock(mutex_);
    const auto became = [&] {
      mutex_.AssertReaderHeld();
      return !counts_.empty() && counts_.back() == here;
    };
    mutex_.AwaitWithTimeout(absl::Condition(&became), absl::FromChrono(kPatience));
    return counts_.empty() ? "no count" : absl::StrCat(counts_.back(), " here");
  }

 private:
  mutable absl::Mutex mutex_;
  std::vector<size_t> counts_ ABSL_GUARDED_BY(mutex_);
};

// A chat and its server.
class Room {
 public:
  explicit Room(const Hook& hook) : Room(MakeChat(counts_), hook) {}

  // A reader that is counted, or whose stream has ended.
  std::unique_ptr<ChatReader> Join(std::chrono::seconds timeout = 2 * kPatience) {
    auto reader = client_->Open(timeout);
    reader->WaitForMetadata();
    return reader;
  }

  const Counts& counts() const { return counts_; }

  // On a thread of its own, since it may never return. False when it does not return in time.
  bool Close() {
    StartToClose();
    return Happens(closed_);
  }
  void StartToClose() {
    std::thread([this] {
      close_();
      closed_.Notify();
    }).detach();
  }

  // "the server stopped", or not.
  std::string Stop() {
    StartToStop();
    return Happens(stopped_) ? "the server stopped"
                             : "the server still waits for a call that nobody finished";
  }
  void StartToStop() {
    if (std::exchange(stopping_, true)) return;
    std::thread([this] {
      server_.server().Shutdown(std::chrono::system_clock::now());
      stopped_.Notify();
    }).detach();
  }
  bool stopped() const { return stopped_.HasBeenNotified(); }

 private:
  Room(lesson::Chat chat, const Hook& hook)
      : close_(std::move(chat.close)),
        server_(std::move(chat.service), workbook::lessons::check::TestServer::Over::kInProcess,
                AddHooks(hook)) {}

  static lesson::Chat MakeChat(Counts& counts) {
    return lesson::MakeChat([&counts](size_t here) { counts.Add(here); });
  }

  Counts counts_;
  absl::Notification closed_;
  absl::Notification stopped_;
  bool stopping_ = false;
  const std::function<void()> close_;
  workbook::lessons::check::TestServer server_;
  const std::unique_ptr<workbook::lessons::check::ChatClient> client_ =
      workbook::lessons::check::OpenChat(server_.channel());
};

// A server with a call that nobody finishes never stops, and its destructor would wait for ever.
// So a room of a check that has failed stays as it is until the process ends.
struct Leave {
  void operator()(Room* room) const {
    if (!::testing::Test::HasFailure() && room->Stop() == "the server stopped") {
      delete room;
      return;
    }
    static auto* const left = new std::vector<Room*>;
    left->push_back(room);
  }
};
using RoomPtr = std::unique_ptr<Room, Leave>;

RoomPtr NewRoom(const Hook& hook = [](auto& /*methods*/) {}) { return RoomPtr(new Room(hook)); }

BEHAVIOUR(Lesson, NoticesACancel, "The count falls when a reader cancels, although nobody sends",
          "OnCancel()") {
  const RoomPtr room = NewRoom();
  const auto staying = room->Join();
  const auto leaving = room->Join();
  leaving->Cancel();
  EXPECT_THAT(room->counts().First(3), "1, 2, 1 here");
}

BEHAVIOUR(Lesson, NoticesADeadline, "It falls when a reader's deadline has passed", "OnCancel()") {
  // On a loaded machine a deadline may pass before the reader has joined: then a later one.
  for (const int timeout : {1, 2, 4}) {
    const RoomPtr room = NewRoom();
    const auto staying = room->Join();
    const auto leaving = room->Join(std::chrono::seconds(timeout));
    if (timeout < 4 && room->counts().First(2) != "1, 2 here") continue;
    EXPECT_THAT(room->counts().First(3), "1, 2, 1 here");
    return;
  }
}

BEHAVIOUR(Lesson, EndsTheCall, "The call of a reader that left is over: the server can stop",
          "OnCancel()") {
  const RoomPtr room = NewRoom();
  room->Join()->Cancel();
  EXPECT_THAT(room->Stop(), "the server stopped");
}

BEHAVIOUR(Lesson, Closes, "Close ends the streams of those who are here with OK", "Close()") {
  const RoomPtr room = NewRoom();
  const auto ann = room->Join();
  const auto bob = room->Join();
  ASSERT_TRUE(room->Close()) << "Close does not return";
  EXPECT_THAT("ann: " + StreamEnd(ann->Finish()), "ann: its stream ended with OK");
  EXPECT_THAT("bob: " + StreamEnd(bob->Finish()), "bob: its stream ended with OK");
}

BEHAVIOUR(Lesson, CountsNobody, "After Close nobody is here", "Close()") {
  const RoomPtr room = NewRoom();
  const auto ann = room->Join();
  const auto bob = room->Join();
  ASSERT_TRUE(room->Close()) << "Close does not return";
  EXPECT_THAT(room->counts().Becomes(0), "0 here");
}

// While it lives, an abort of this process stops the thread that aborts, and not the process: gRPC
// aborts when a call is finished twice.
class AbortTrap {
 public:
  AbortTrap() : before_(std::signal(SIGABRT, &OnAbort)) { aborted_ = false; }
  ~AbortTrap() { std::signal(SIGABRT, before_); }
  AbortTrap(const AbortTrap&) = delete;
  AbortTrap& operator=(const AbortTrap&) = delete;

  bool aborted() const { return aborted_; }

 private:
  static void OnAbort(int /*signal*/) {
    aborted_ = true;
    for (;;) pause();
  }

  static inline std::atomic<bool> aborted_ = false;
  void (*const before_)(int);
};

// The last behaviour: a thread of gRPC may not come back from it.
BEHAVIOUR(Lesson, EndsEachCallOnce, "A reader that leaves while the chat closes ends once",
          "OnCancel()") {
  const AbortTrap trap;
  // Holds Close in its Finish until the reader's cancellation has come.
  struct Points {
    absl::Notification finishing;
    absl::Notification cancelled;
    std::atomic<int> finished = 0;
    std::atomic<int> closed = 0;
  };
  const auto points = std::make_shared<Points>();
  const RoomPtr room = NewRoom([points](auto& methods) {
    if (methods.QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_CLOSE)) {
      if (points->closed++ == 0) points->cancelled.Notify();
    }
    if (methods.QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      if (points->finished++ > 0) return;
      points->finishing.Notify();
      points->cancelled.WaitForNotificationWithTimeout(absl::Seconds(2));
    }
  });
  const auto reader = room->Join();
  room->StartToClose();
  const std::string finishing =
      Happens(points->finishing) ? "Close ends the call" : "Close ends no call";
  ASSERT_THAT(finishing, "Close ends the call");
  reader->Cancel();
  room->StartToStop();
  const auto give_up = std::chrono::steady_clock::now() + 2 * kPatience;  // more than Close is held
  while (!room->stopped() && !trap.aborted() && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const std::string outcome =
      trap.aborted()    ? "the process was aborted, as gRPC does at a second Finish"
      : room->stopped() ? "the call ended once"
                        : "the server still waits for a call that nobody finished";
  EXPECT_THAT(outcome, "the call ended once");
}

}  // namespace
