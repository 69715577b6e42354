// Calls a client's function, and says in words what would hang a check or end its program: a
// function that does not return, a second half-close or Finish, a thread that nobody joins.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/client_interceptor.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <exception>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "lessons/check/test_server.h"

namespace workbook::lessons::check {

/// Happens once. Thread-safe.
class Event {
 public:
  void Happen() {
    const std::scoped_lock lock(mutex_);
    happened_ = true;
    changed_.notify_all();
  }
  bool happened() const {
    const std::scoped_lock lock(mutex_);
    return happened_;
  }
  /// False when it has not happened after `most`.
  bool Wait(std::chrono::milliseconds most) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, most, [this] { return happened_; });
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  bool happened_ = false;
};

/// For a thread that has lost what it works with.
[[noreturn]] inline void StopThisThread() {
  while (true) pause();
}

/// What the client's call has come to.
struct ClientEvents {
  Event half_closed;
  Event cancelled;       ///< TryCancel was called
  Event read_to_an_end;  ///< a Read returned false
  Event ended;           ///< Finish has the status
  Event returned;        ///< the client's function has returned
};

/// A server, and a client that makes one call to it.
class WatchedClient {
 public:
  explicit WatchedClient(std::unique_ptr<grpc::Service> service,
                         TestServer::Over over = TestServer::Over::kInProcess,
                         const TestServer::Configure& configure = {})
      : server_(std::make_shared<TestServer>(std::move(service), over, configure)) {
    misuse = nullptr;
    std::signal(SIGABRT, OnAbort);
    std::set_terminate(OnTerminate);
    std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> factories;
    factories.push_back(std::make_unique<Factory>(events_));
    grpc::ChannelArguments arguments;
    if (over == TestServer::Over::kInProcess) {
      channel_ = server_->server().experimental().InProcessChannelWithInterceptors(
          arguments, std::move(factories));
    } else {
      // Its own connection, which it shares with no other test.
      arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
      channel_ = grpc::experimental::CreateCustomChannelWithInterceptors(
          server_->target(), grpc::InsecureChannelCredentials(), arguments, std::move(factories));
    }
  }

  const std::shared_ptr<ClientEvents>& events() const { return events_; }

  /// Why the function did not return; empty when it did.
  const std::string& problem() const { return problem_; }

  /// What `function(channel)` returns, a status or a StatusOr; INTERNAL when it does not return,
  /// after more time than a right client needs on a busy machine. Then it goes on when the check is
  /// over: it may refer to nothing of the check's.
  template <typename Function>
  auto Run(Function function, std::chrono::seconds patience = std::chrono::seconds(3)) {
    using Result = std::invoke_result_t<Function, const std::shared_ptr<grpc::Channel>&>;
    auto promise = std::make_shared<std::promise<Result>>();
    std::future<Result> result = promise->get_future();
    std::thread([=, events = events_, channel = channel_]() mutable {
      Result returned = function(channel);
      events->returned.Happen();
      channel.reset();
      promise->set_value(std::move(returned));
    }).detach();
    const auto give_up = std::chrono::steady_clock::now() + patience;
    while (result.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) {
      const char* why = misuse;
      if (why == nullptr && std::chrono::steady_clock::now() < give_up) continue;
      // A thread is stopped somewhere in gRPC, or waits: nothing of this may end.
      static_cast<void>(new std::shared_ptr<TestServer>(server_));
      problem_ = why != nullptr              ? why
                 : events_->ended.happened() ? "the client has not returned, but its call has ended"
                                             : "the client has not returned: its call goes on";
      return Result(absl::InternalError(problem_));
    }
    return result.get();
  }

 private:
  class Watch final : public grpc::experimental::Interceptor {
   public:
    explicit Watch(std::shared_ptr<ClientEvents> events) : events_(std::move(events)) {}

    void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
      using Point = grpc::experimental::InterceptionHookPoints;
      if (methods->QueryInterceptionHookPoint(Point::PRE_SEND_CANCEL)) {
        return events_->cancelled.Happen();
      }
      if (methods->QueryInterceptionHookPoint(Point::PRE_SEND_MESSAGE) &&
          events_->half_closed.happened()) {
        Stop("the client wrote a message after it had half-closed");
      }
      if (methods->QueryInterceptionHookPoint(Point::PRE_SEND_CLOSE)) {
        if (events_->half_closed.happened()) {
          Stop("the client half-closed twice: gRPC ends its program then");
        }
        events_->half_closed.Happen();
      }
      if (methods->QueryInterceptionHookPoint(Point::POST_RECV_MESSAGE) &&
          methods->GetRecvMessage() == nullptr) {
        events_->read_to_an_end.Happen();
      }
      if (methods->QueryInterceptionHookPoint(Point::POST_RECV_STATUS)) {
        events_->ended.Happen();
      } else if (methods->GetRecvStatus() != nullptr && finishing_.exchange(true)) {
        Stop("the client called Finish twice: gRPC ends its program then");
      }
      methods->Proceed();
    }

   private:
    const std::shared_ptr<ClientEvents> events_;
    std::atomic<bool> finishing_ = false;
  };

  class Factory final : public grpc::experimental::ClientInterceptorFactoryInterface {
   public:
    explicit Factory(std::shared_ptr<ClientEvents> events) : events_(std::move(events)) {}
    grpc::experimental::Interceptor* CreateClientInterceptor(
        grpc::experimental::ClientRpcInfo* /*info*/) override {
      return new Watch(events_);
    }

   private:
    const std::shared_ptr<ClientEvents> events_;
  };

  // The client's threads stop here instead of ending the program; the check's own thread reports
  // it.
  [[noreturn]] static void Stop(const char* why) {
    misuse = why;
    StopThisThread();
  }

  static void OnAbort(int /*signal*/) {
    if (gettid() != getpid()) Stop("gRPC ended the client's program: it calls this a bug");
    std::signal(SIGABRT, SIG_DFL);
  }

  static void OnTerminate() {
    if (gettid() == getpid()) std::abort();
    Stop(std::current_exception() == nullptr
             ? "C++ ended the client's program: a std::thread was destroyed that nobody had joined"
             : "C++ ended the client's program: nobody caught an exception");
  }

  inline static std::atomic<const char*> misuse = nullptr;

  const std::shared_ptr<ClientEvents> events_ = std::make_shared<ClientEvents>();
  std::shared_ptr<TestServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::string problem_;
};

}  // namespace workbook::lessons::check
