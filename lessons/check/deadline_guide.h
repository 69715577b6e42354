// A route guide that shows whether a client's ListFeatures has the deadline that its timeout says.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <string>

#include "lessons/check/deadlines.h"
#include "route_guide.grpc.pb.h"

namespace workbook::lessons::check {

/// Ends with `end` at once; without it, when the client's deadline has passed.
class DeadlineReactor final : public grpc::ServerWriteReactor<::Feature> {
 public:
  DeadlineReactor() = default;
  explicit DeadlineReactor(const grpc::Status& end) : ended_(true) { Finish(end); }

 private:
  void OnCancel() override {
    if (!ended_) Finish(grpc::Status::CANCELLED);
  }
  void OnDone() override { delete this; }

  const bool ended_ = false;
};

/// Ends a call with ABORTED whose deadline is not `timeout` from now. Else it is silent when
/// `timeout` is kShortTimeout, and answers with an empty list when it is kLongTimeout.
class DeadlineGuide final : public ::RouteGuide::CallbackService {
 public:
  explicit DeadlineGuide(std::chrono::milliseconds timeout) : timeout_(timeout) {}

 private:
  grpc::ServerWriteReactor<::Feature>* ListFeatures(grpc::CallbackServerContext* context,
                                                    const ::Rectangle* /*rectangle*/) override {
    if (const std::string wrong = WrongDeadline(*context, timeout_); !wrong.empty()) {
      return new DeadlineReactor({grpc::StatusCode::ABORTED, wrong});
    }
    return timeout_ == kShortTimeout ? new DeadlineReactor : new DeadlineReactor(grpc::Status::OK);
  }

  const std::chrono::milliseconds timeout_;
};

}  // namespace workbook::lessons::check
