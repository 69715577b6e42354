#include "chat/server/unary_call.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "chat/server/wire.h"
#include "rpc/status.h"

namespace workbook::chat::server {

UnaryCall::UnaryCall(Loop& loop, const UnaryMethod& method) : loop_(loop), method_(method) {
  if (method_.schedule != nullptr) context_.AsyncNotifyWhenDone(&gone_tag_);
  method_.wait_for_call(&context_, &request_, &responder_, loop_.queue(), &call_tag_);
}

void UnaryCall::OnCall(bool ok) {
  if (!ok) {  // the server is shutting down: no call, and so no OnGone either
    delete this;
    return;
  }
  Wait(loop_, method_);  // first wait for the next call, then serve this one
  const absl::StatusOr<Caller> caller = CallerOf(loop_.peers(), context_);
  if (!caller.ok()) return Finish(caller.status());
  if (method_.schedule != nullptr) return Schedule(*caller);
  Finish(method_.reply(*caller, request_));
}

// ---- Held ----

void UnaryCall::Schedule(const Caller& caller) {
  core::Rooms& rooms = loop_.rooms();
  const core::Limits& limits = rooms.limits();
  const bool may_wait = slot_.TryAcquire(rooms.counters().held_sends, limits.max_held_sends);
  absl::StatusOr<ScheduledReply> scheduled =
      method_.schedule(caller, request_, may_wait ? limits.longest_hold : absl::ZeroDuration());
  if (!scheduled.ok() || scheduled->wait <= absl::ZeroDuration()) {
    slot_.Release();
    return Finish(scheduled.ok() ? scheduled->reply() : scheduled.status());
  }
  request_.Clear();
  hold_ = std::make_unique<Hold>();
  hold_->caller = caller;
  hold_->reply = std::move(scheduled->reply);
  state_ = State::kHeld;
  ++operations_;
  hold_->due.Set(loop_.queue(), absl::ToChronoTime(absl::Now() + scheduled->wait), &due_tag_);
  loop_.AddLongCall(*this);
}

void UnaryCall::OnDue(bool /*ok*/) {
  --operations_;
  if (state_ != State::kHeld) return DeleteWhenOver();
  EndHold();
  Finish(hold_->caller.has_valid_token() ? hold_->reply() : rpc::security::TokenNoLongerValid());
}

void UnaryCall::EndHold() {
  slot_.Release();
  hold_->due.Cancel();
}

void UnaryCall::Drain() {
  if (state_ != State::kHeld) return;
  EndHold();
  Finish(absl::UnavailableError("the chat is shutting down"));
}

void UnaryCall::OnTick(std::chrono::steady_clock::time_point now) {
  if (state_ == State::kHeld) {
    if (hold_->caller.has_valid_token()) return;
    EndHold();
    return Finish(rpc::security::TokenNoLongerValid());
  }
  const absl::Duration stall_time = loop_.rooms().limits().stall_time;
  if (absl::FromChrono(now - finish_began_) < stall_time) return;
  ++loop_.rooms().counters().slow_readers_terminated;
  loop_.RemoveLongCall(*this);  // so that it is terminated once
  Terminate(context_,
            absl::ResourceExhaustedError(absl::StrCat("the client did not read the reply within ",
                                                      absl::FormatDuration(stall_time))));
}

// ---- The end ----

void UnaryCall::Finish(const absl::StatusOr<grpc::ByteBuffer>& reply) {
  state_ = State::kFinishing;
  finish_began_ = std::chrono::steady_clock::now();
  ++operations_;
  if (reply.ok()) {
    responder_.Finish(*reply, grpc::Status::OK, &finished_tag_);
  } else {
    SetRetryPushback(reply.status(), context_);
    responder_.FinishWithError(rpc::ToGrpcStatus(reply.status()), &finished_tag_);
  }
  loop_.AddLongCall(*this);
}

void UnaryCall::OnFinished(bool /*ok*/) {
  --operations_;
  DeleteWhenOver();
}

void UnaryCall::OnGone(bool /*ok*/) {
  gone_ = true;
  if (state_ == State::kHeld) {  // the client has cancelled: the message is not sent
    EndHold();
    state_ = State::kFinishing;  // there is nothing to finish
    loop_.RemoveLongCall(*this);
  }
  DeleteWhenOver();
}

void UnaryCall::DeleteWhenOver() {
  if (operations_ > 0 || (method_.schedule != nullptr && !gone_)) return;
  loop_.RemoveLongCall(*this);
  delete this;
}

}  // namespace workbook::chat::server
