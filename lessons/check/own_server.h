// The learner's own server of the lesson serving, for the lessons that build on it.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lessons/check/attempt.h"
#include "lessons/check/watched_client.h"

#define lesson own  // the learner's own code, with names of its own
#include "lessons/serving/lesson.h"
#undef lesson

namespace workbook::lessons::check {

/// Runs own::Serve with a service, on a port of 127.0.0.1 that the kernel picks.
class OwnServer {
 public:
  /// `on_stop` runs when the server is to stop, before wait_for_stop returns to it.
  explicit OwnServer(
      std::shared_ptr<grpc::Service> service, std::function<void()> on_stop = [] {})
      : state_(std::make_shared<State>(std::move(service), std::move(on_stop))),
        attempt_([state = state_] {
          return own::Serve(
              "127.0.0.1:0", *state->service,
              [&](int port) {
                state->port = port;
                state->ready.Happen();
              },
              [&] {
                state->stop.Wait(std::chrono::hours(1));
                state->on_stop();
              },
              kGracePeriod);
        }) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (!state_->ready.Wait(std::chrono::milliseconds(1)) && !attempt_.returned() &&
           !attempt_.crashed() && std::chrono::steady_clock::now() < give_up) {
    }
  }
  ~OwnServer() { static_cast<void>(Stop()); }
  OwnServer(const OwnServer&) = delete;
  OwnServer& operator=(const OwnServer&) = delete;

  /// HOST:PORT; empty when it reported no port.
  std::string target() const {
    return state_->port == 0 ? "" : absl::StrCat("127.0.0.1:", state_->port.load());
  }

  /// Stops the server. Returns how: "it returned OK".
  const std::string& Stop() {
    if (!end_.empty()) return end_;
    state_->stop.Happen();
    const auto result = attempt_.Wait(kPatience);
    return end_ = !result ? attempt_.WhyNot()
                          : absl::StrCat("it returned ", result->ok() ? "OK" : result->ToString());
  }

 private:
  // Far more than a right server needs.
  static constexpr std::chrono::seconds kPatience{3};
  static constexpr std::chrono::hours kGracePeriod{1};

  struct State {
    State(std::shared_ptr<grpc::Service> its_service, std::function<void()> its_on_stop)
        : service(std::move(its_service)), on_stop(std::move(its_on_stop)) {}

    const std::shared_ptr<grpc::Service> service;
    const std::function<void()> on_stop;
    std::atomic<int> port = 0;
    Event ready;
    Event stop;
  };

  const std::shared_ptr<State> state_;
  Attempt<absl::Status> attempt_;
  std::string end_;
};

}  // namespace workbook::lessons::check
