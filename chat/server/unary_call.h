// One request and one reply on a completion queue: waiting -> (held ->) finishing -> deleted.
#pragma once

#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/support/async_unary_call.h>

#include <chrono>
#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "chat/core/rooms.h"
#include "chat/server/call.h"
#include "chat/server/loop.h"

namespace workbook::chat::server {

/// A reply that is due after `wait`.
struct ScheduledReply {
  absl::Duration wait;
  /// Must not block.
  std::function<absl::StatusOr<grpc::ByteBuffer>()> reply;
};

/// One request, one reply. Of `reply` and `schedule` a method has one.
struct UnaryMethod {
  /// Asks gRPC for the next call: the generated Request method.
  std::function<void(grpc::ServerContext* context, grpc::ByteBuffer* request,
                     grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>* responder,
                     grpc::ServerCompletionQueue* queue, void* tag)>
      wait_for_call;

  /// Must not block.
  std::function<absl::StatusOr<grpc::ByteBuffer>(const Caller& caller,
                                                 const grpc::ByteBuffer& request)>
      reply = nullptr;

  /// For a method whose calls may be held: checks the request, and says when to reply, in `longest`
  /// at most. Must not block.
  std::function<absl::StatusOr<ScheduledReply>(
      const Caller& caller, const grpc::ByteBuffer& request, absl::Duration longest)>
      schedule = nullptr;
};

/// For the loop's thread alone. Deletes itself when its call is over.
class UnaryCall final : public LongCall {
 public:
  /// Requests the next call of `method`: one request is always outstanding.
  static void Wait(Loop& loop, const UnaryMethod& method) { new UnaryCall(loop, method); }

  /// Terminates a call whose client takes too long to read the reply: an unread reply occupies
  /// server memory. Ends a held call when its token is no longer valid.
  void OnTick(std::chrono::steady_clock::time_point now) override;
  /// Ends a held call.
  void Drain() override;

 private:
  enum class State { kWaiting, kHeld, kFinishing };

  // What a call needs while it is held.
  struct Hold {
    Caller caller;
    std::function<absl::StatusOr<grpc::ByteBuffer>()> reply;
    grpc::Alarm due;
  };

  UnaryCall(Loop& loop, const UnaryMethod& method);

  // The ends of operations, of which at most one is in flight, except that a held call may finish
  // before its alarm is due. OnGone, the end of the call, follows only for a method that holds.
  void OnCall(bool ok);
  void OnDue(bool ok);
  void OnFinished(bool ok);
  void OnGone(bool ok);

  void Schedule(const Caller& caller);
  void EndHold();
  void Finish(const absl::StatusOr<grpc::ByteBuffer>& reply);
  void DeleteWhenOver();

  Loop& loop_;
  const Loop::CallScope scope_{loop_};
  const UnaryMethod& method_;
  State state_ = State::kWaiting;
  int operations_ = 0;  // in flight
  bool gone_ = false;
  core::QuotaSlot slot_;
  std::unique_ptr<Hold> hold_;  // null for a call that is answered at once
  std::chrono::steady_clock::time_point finish_began_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> responder_{&context_};

  MemberTag<UnaryCall, &UnaryCall::OnCall> call_tag_{this};
  MemberTag<UnaryCall, &UnaryCall::OnDue> due_tag_{this};
  MemberTag<UnaryCall, &UnaryCall::OnFinished> finished_tag_{this};
  MemberTag<UnaryCall, &UnaryCall::OnGone> gone_tag_{this};
};

}  // namespace workbook::chat::server
