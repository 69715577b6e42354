#include "chat/speaker_call.h"

#include <utility>

#include "chat/rooms.h"
#include "chat/throttle.h"
#include "rpc/status.h"

namespace workbook::chat {

SpeakerCall::SpeakerCall(Loop& loop, const SpeakerMethod& method) : loop_(loop), method_(method) {
  method_.wait_for_call(&context_, &reader_, loop_.queue(), &call_tag_);
}

void SpeakerCall::OnCall(bool ok) {
  if (!ok) {  // the server is shutting down
    delete this;
    return;
  }
  Wait(loop_, method_);  // first the next call, then this one
  absl::StatusOr<Caller> caller = CallerOf(loop_.peers(), context_);
  if (!caller.ok()) return FinishFor(caller.status());
  caller_ = *std::move(caller);
  Rooms& rooms = loop_.rooms();
  if (!seat_.Take(rooms.counters().speakers, rooms.limits().max_readers)) {
    return FinishFor(absl::ResourceExhaustedError("this server has as many speakers as it takes"));
  }
  Read();
  loop_.AddLongCall(*this);
}

void SpeakerCall::Read() {
  reading_ = true;
  reader_.Read(&message_, &read_tag_);
}

void SpeakerCall::OnRead(bool ok) {
  reading_ = false;
  if (finishing_) return DeleteWhenOver();
  // The client has half-closed, or it went away and the status reaches nobody.
  if (!ok) return FinishFor(absl::OkStatus());
  if (!caller_.has_valid_token()) return FinishFor(rpc::TokenNoLongerValid());
  absl::StatusOr<Saying> saying = method_.read(caller_, message_);
  if (!saying.ok()) return FinishFor(saying.status());
  saying_ = *std::move(saying);
  Say();
}

void SpeakerCall::Say() {
  const absl::Status said = loop_.rooms().Say(kLobby, saying_, absl::Now()).status();
  if (said.ok()) return Read();
  const auto delay = RetryDelay(said);
  if (!delay.has_value()) return FinishFor(said);
  // Nothing is read meanwhile, so that flow control stops the speaker.
  reading_ = true;
  pause_.Set(loop_.queue(), absl::ToChronoTime(absl::Now() + *delay), &paused_tag_);
}

void SpeakerCall::OnPaused(bool /*ok*/) {
  reading_ = false;
  if (finishing_) return DeleteWhenOver();
  Say();
}

void SpeakerCall::LookAfter(std::chrono::steady_clock::time_point /*now*/) {
  if (!caller_.has_valid_token()) FinishFor(rpc::TokenNoLongerValid());
}

void SpeakerCall::Drain() {
  if (!finishing_) FinishFor(absl::UnavailableError("the chat is shutting down"));
}

void SpeakerCall::FinishFor(const absl::Status& status) {
  loop_.RemoveLongCall(*this);
  finishing_ = true;
  pause_.Cancel();  // it may be a long one, and this call is not over before it is
  if (status.ok()) {
    reader_.Finish(method_.reply, grpc::Status::OK, &finished_tag_);
  } else {
    reader_.FinishWithError(rpc::ToGrpcStatus(status), &finished_tag_);
  }
}

void SpeakerCall::OnFinished(bool /*ok*/) {
  finished_ = true;
  DeleteWhenOver();
}

void SpeakerCall::DeleteWhenOver() {
  if (finished_ && !reading_) delete this;
}

}  // namespace workbook::chat
