#include "chat/server/watch_call.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "rpc/status.h"

namespace workbook::chat::server {

WatchCall::WatchCall(Loop& loop, const WatchMethod& method) : loop_(loop), method_(method) {
  context_.AsyncNotifyWhenDone(&gone_tag_);
  method_.wait_for_call(&context_, &request_, &writer_, loop_.queue(), &call_tag_);
}

void WatchCall::OnCall(bool ok) {
  if (!ok) {  // the server is shutting down: no call, and so no OnGone either
    delete this;
    return;
  }
  Wait(loop_, method_);  // first wait for the next call, then serve this one
  absl::StatusOr<Caller> caller = CallerOf(loop_.peers(), context_);
  if (!caller.ok()) return Refuse(caller.status());
  caller_ = *std::move(caller);
  core::Rooms& rooms = loop_.rooms();
  const size_t limit = rooms.limits().max_readers;
  if (!slot_.TryAcquire(rooms.counters().watchers, limit)) {
    return Refuse(
        absl::ResourceExhaustedError(absl::StrCat("watcher limit (", limit, ") reached")));
  }
  operation_ = true;
  writer_.Write(method_.first(request_), &written_tag_);
  loop_.AddLongCall(*this);
}

void WatchCall::OnWritten(bool /*ok*/) {
  operation_ = false;
  if (draining_ && !gone_) return WriteLast();
  DeleteWhenOver();
}

void WatchCall::OnTick(std::chrono::steady_clock::time_point /*now*/) {
  if (caller_.has_valid_token()) return;
  loop_.RemoveLongCall(*this);
  Terminate(context_, rpc::security::TokenNoLongerValid());  // OnGone follows
}

void WatchCall::Drain() {
  draining_ = true;
  loop_.RemoveLongCall(*this);
  if (!operation_) WriteLast();
}

void WatchCall::Refuse(const absl::Status& status) {
  operation_ = true;
  writer_.Finish(rpc::ToGrpcStatus(status), &finished_tag_);
}

void WatchCall::WriteLast() {
  operation_ = true;
  writer_.WriteAndFinish(method_.last, {},
                         grpc::Status(grpc::StatusCode::UNAVAILABLE, "the server is shutting down"),
                         &finished_tag_);
}

void WatchCall::OnFinished(bool /*ok*/) {
  operation_ = false;
  DeleteWhenOver();
}

void WatchCall::OnGone(bool /*ok*/) {
  gone_ = true;
  loop_.RemoveLongCall(*this);
  DeleteWhenOver();
}

void WatchCall::DeleteWhenOver() {
  if (gone_ && !operation_) delete this;
}

}  // namespace workbook::chat::server
