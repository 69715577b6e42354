// A server that says in words what would hang a check or end its program: a call that nobody
// finishes, a second write in flight, an operation after Finish, a message that is gone too early.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/server_interceptor.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/check/test_server.h"
#include "rpc/status.h"

namespace workbook::lessons::check {

/// A TestServer in process. For services of any API.
class WatchedServer {
 public:
  /// `keep`: what the service uses. It lives as long as the server, which is for ever when a call
  /// does not end. `configure` adds no interceptors.
  explicit WatchedServer(std::unique_ptr<grpc::Service> service, std::shared_ptr<void> keep = {},
                         const TestServer::Configure& configure = {})
      : keep_(std::move(keep)) {
    std::signal(SIGABRT, OnAbort);
    server_ = std::make_unique<TestServer>(
        std::move(service), TestServer::Over::kInProcess, [&](grpc::ServerBuilder& builder) {
          if (configure) configure(builder);
          std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
              factories;
          factories.push_back(std::make_unique<Factory>(calls_));
          builder.experimental().SetInterceptorCreators(std::move(factories));
        });
    channel_ = server_->channel();
  }
  ~WatchedServer() { static_cast<void>(Stop()); }
  WatchedServer(const WatchedServer&) = delete;
  WatchedServer& operator=(const WatchedServer&) = delete;

  std::shared_ptr<grpc::Channel> channel() const { return channel_; }

  /// How many calls have ended, for the server: it is about to send their status.
  size_t ended() const { return calls_->ended(); }

  /// How many calls of the callback API are cancelled, for the server.
  size_t cancelled() const { return calls_->cancelled(); }

  /// Whether Stop has found something wrong.
  bool misused() const { return misused_; }

  /// Cancels the calls that still run and waits until all have ended. Returns how: "OK, CANCELLED"
  /// for two calls, in the order of their ends; or what went wrong. A call that has not ended after
  /// `patience` never will: by default far more than a right service needs.
  std::string Stop(std::chrono::seconds patience = std::chrono::seconds(4)) {
    if (server_ == nullptr) return end_;
    auto stopped = std::make_shared<std::atomic<bool>>(false);
    std::thread([stopped, server = std::move(server_), keep = std::move(keep_)]() mutable {
      server.reset();
      keep.reset();
      *stopped = true;
    }).detach();
    const auto give_up = std::chrono::steady_clock::now() + patience;
    while (!*stopped && !aborted && calls_->Misuse().empty() &&
           std::chrono::steady_clock::now() < give_up) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    misused_ = true;
    if (const std::string misuse = calls_->Misuse(); !misuse.empty()) {
      end_ = misuse;
    } else if (aborted) {
      end_ = "gRPC ended the program, as it does when a reactor calls Finish twice";
    } else if (!*stopped) {
      end_ = "a call did not end: Finish was not called, or the handler did not return";
    } else {
      misused_ = false;
      end_ = calls_->Ends();
    }
    return end_;
  }

 private:
  class Calls {
   public:
    void Ended(const grpc::Status& status) {
      const std::scoped_lock lock(mutex_);
      ends_.push_back(absl::StatusCodeToString(rpc::FromGrpcStatus(status).code()));
    }
    size_t ended() const {
      const std::scoped_lock lock(mutex_);
      return ends_.size();
    }
    void Cancelled() { ++cancelled_; }
    size_t cancelled() const { return cancelled_; }
    std::string Ends() const {
      const std::scoped_lock lock(mutex_);
      return ends_.empty() ? "no call" : absl::StrJoin(ends_, ", ");
    }
    void Misused(const char* how) {
      const std::scoped_lock lock(mutex_);
      if (misuse_.empty()) misuse_ = how;
    }
    std::string Misuse() const {
      const std::scoped_lock lock(mutex_);
      return misuse_;
    }

   private:
    mutable std::mutex mutex_;
    std::vector<std::string> ends_;
    std::string misuse_;
    std::atomic<size_t> cancelled_ = 0;
  };

  // One call.
  class Watch final : public grpc::experimental::Interceptor {
   public:
    Watch(std::shared_ptr<Calls> calls, grpc::ServerContextBase* context)
        : calls_(std::move(calls)),
          context_(context),
          is_callback_(dynamic_cast<grpc::CallbackServerContext*>(context) != nullptr) {}

    void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
      using Point = grpc::experimental::InterceptionHookPoints;
      if (methods->QueryInterceptionHookPoint(Point::POST_SEND_MESSAGE)) writing_ = false;
      if (methods->QueryInterceptionHookPoint(Point::PRE_SEND_MESSAGE)) {
        if (finished_) return Misused("a write was started after Finish");
        if (is_callback_ && IsOnThisStack(methods->GetSendMessage())) {
          return Misused(
              "the message of a write is a local variable, gone before the write is done");
        }
        if (writing_.exchange(true)) {
          return Misused("a write was started while another write was in flight");
        }
      }
      if (methods->QueryInterceptionHookPoint(Point::PRE_SEND_STATUS)) {
        if (finished_.exchange(true)) return Misused("Finish was called twice");
        calls_->Ended(methods->GetSendStatus());
      }
      if (is_callback_ && methods->QueryInterceptionHookPoint(Point::POST_RECV_CLOSE) &&
          context_->IsCancelled()) {
        calls_->Cancelled();
      }
      methods->Proceed();
    }

   private:
    // Without Proceed: gRPC does not get the operation, for which it would end the program.
    void Misused(const char* how) {
      calls_->Misused(how);
      context_->TryCancel();
    }

    const std::shared_ptr<Calls> calls_;
    grpc::ServerContextBase* const context_;
    const bool is_callback_;  // else Write waits, and may send a local variable
    std::atomic<bool> writing_ = false;
    std::atomic<bool> finished_ = false;
  };

  class Factory final : public grpc::experimental::ServerInterceptorFactoryInterface {
   public:
    explicit Factory(std::shared_ptr<Calls> calls) : calls_(std::move(calls)) {}
    grpc::experimental::Interceptor* CreateServerInterceptor(
        grpc::experimental::ServerRpcInfo* info) override {
      return new Watch(calls_, info->server_context());
    }

   private:
    const std::shared_ptr<Calls> calls_;
  };

  static bool IsOnThisStack(const void* message) {
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return false;
    void* bottom = nullptr;
    size_t size = 0;
    pthread_attr_getstack(&attributes, &bottom, &size);
    pthread_attr_destroy(&attributes);
    const auto at = reinterpret_cast<uintptr_t>(message);
    const auto begin = reinterpret_cast<uintptr_t>(bottom);
    return begin <= at && at < begin + size;
  }

  // gRPC's threads stop here instead of ending the program; the check's own thread ends it. From
  // then on no call is to be relied on: gRPC may need the thread.
  static void OnAbort(int /*signal*/) {
    if (gettid() == getpid()) {
      std::signal(SIGABRT, SIG_DFL);
      return;
    }
    aborted = true;
    while (true) pause();
  }

  inline static std::atomic<bool> aborted = false;

  std::shared_ptr<void> keep_;
  const std::shared_ptr<Calls> calls_ = std::make_shared<Calls>();
  std::unique_ptr<TestServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::string end_;
  bool misused_ = false;
};

}  // namespace workbook::lessons::check
