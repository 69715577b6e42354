#include "chat/unary_call.h"

#include "absl/time/time.h"
#include "chat/wire.h"
#include "rpc/status.h"

namespace workbook::chat {

UnaryCall::UnaryCall(Loop& loop, const UnaryMethod& method) : loop_(loop), method_(method) {
  method_.wait_for_call(&context_, &request_, &responder_, loop_.queue(), this);
}

void UnaryCall::Proceed(bool ok) {
  if (!ok || finishing_) {  // the server is shutting down, or the answer has gone
    loop_.RemoveLongCall(*this);
    delete this;
    return;
  }
  Wait(loop_, method_);  // first the next call, then this one
  finishing_ = true;
  finish_began_ = std::chrono::steady_clock::now();
  loop_.AddLongCall(*this);
  Answer();
}

void UnaryCall::LookAfter(std::chrono::steady_clock::time_point now) {
  if (absl::FromChrono(now - finish_began_) < loop_.rooms().limits().stall_time) return;
  ++loop_.rooms().counters().slow_readers_cut;
  loop_.RemoveLongCall(*this);  // to be cut once
  Cut(context_, absl::ResourceExhaustedError("the answer was not taken in time"));
}

void UnaryCall::Answer() {
  const absl::StatusOr<Caller> caller = CallerOf(loop_.peers(), context_);
  const absl::StatusOr<grpc::ByteBuffer> reply =
      caller.ok() ? method_.answer(*caller, request_) : caller.status();
  if (reply.ok()) {
    responder_.Finish(*reply, grpc::Status::OK, this);
    return;
  }
  SayWhenToTryAgain(reply.status(), context_);
  responder_.FinishWithError(rpc::ToGrpcStatus(reply.status()), this);
}

}  // namespace workbook::chat
