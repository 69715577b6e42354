#include "chat/server/sender_call.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "chat/core/throttle.h"
#include "rpc/status.h"

namespace workbook::chat::server {

SenderCall::SenderCall(Loop& loop, const SenderMethod& method) : loop_(loop), method_(method) {
  method_.wait_for_call(&context_, &reader_, loop_.queue(), &call_tag_);
}

void SenderCall::OnCall(bool ok) {
  if (!ok) {  // the server is shutting down
    delete this;
    return;
  }
  Wait(loop_, method_);  // first wait for the next call, then serve this one
  absl::StatusOr<Caller> caller = CallerOf(loop_.peers(), context_);
  if (!caller.ok()) return FinishWith(caller.status());
  caller_ = *std::move(caller);
  core::Rooms& rooms = loop_.rooms();
  const size_t limit = rooms.limits().max_readers;
  if (!slot_.TryAcquire(rooms.counters().senders, limit)) {
    return FinishWith(
        absl::ResourceExhaustedError(absl::StrCat("sender limit (", limit, ") reached")));
  }
  Read();
  loop_.AddLongCall(*this);
}

void SenderCall::Read() {
  operation_ = true;
  reader_.Read(&message_, &read_tag_);
}

void SenderCall::OnRead(bool ok) {
  operation_ = false;
  if (finishing_) return DeleteWhenOver();
  // The client has half-closed, or it is gone and the status does not matter.
  if (!ok) return FinishWith(absl::OkStatus());
  if (!caller_.has_valid_token()) return FinishWith(rpc::security::TokenNoLongerValid());
  absl::StatusOr<core::SendRequest> request = method_.decode(caller_, message_);
  if (!request.ok()) return FinishWith(request.status());
  request_ = *std::move(request);
  Send();
}

void SenderCall::Send() {
  const absl::Status status = loop_.rooms().Send(core::kLobby, request_, absl::Now()).status();
  if (status.ok()) return Read();
  const auto delay = core::RetryDelay(status);
  if (!delay.has_value()) return FinishWith(status);
  // The server reads nothing meanwhile, so that flow control stops the sender.
  operation_ = true;
  pause_.Set(loop_.queue(), absl::ToChronoTime(absl::Now() + *delay), &paused_tag_);
}

void SenderCall::OnPaused(bool /*ok*/) {
  operation_ = false;
  if (finishing_) return DeleteWhenOver();
  Send();
}

void SenderCall::OnTick(std::chrono::steady_clock::time_point /*now*/) {
  if (!caller_.has_valid_token()) FinishWith(rpc::security::TokenNoLongerValid());
}

void SenderCall::Drain() {
  if (!finishing_) FinishWith(absl::UnavailableError("the chat is shutting down"));
}

void SenderCall::FinishWith(const absl::Status& status) {
  loop_.RemoveLongCall(*this);
  finishing_ = true;
  pause_.Cancel();  // the call ends after its pause, which may be long
  if (status.ok()) {
    reader_.Finish(method_.reply, grpc::Status::OK, &finished_tag_);
  } else {
    reader_.FinishWithError(rpc::ToGrpcStatus(status), &finished_tag_);
  }
}

void SenderCall::OnFinished(bool /*ok*/) {
  finished_ = true;
  DeleteWhenOver();
}

void SenderCall::DeleteWhenOver() {
  if (finished_ && !operation_) delete this;
}

}  // namespace workbook::chat::server
