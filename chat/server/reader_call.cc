#include "chat/server/reader_call.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "chat/server/wire.h"
#include "rpc/status.h"

namespace workbook::chat::server {
namespace {

std::string GapRecord(const v1::Gap& gap) {
  v1::Event event;
  *event.mutable_gap() = gap;
  return core::ToRecord(event);
}

std::string ShutdownRecord() {
  v1::Event event;
  event.mutable_notice()->set_kind(v1::Notice::KIND_SHUTTING_DOWN);
  return core::ToRecord(event);
}

absl::Status TooSlow(absl::Duration stall_time) {
  return absl::ResourceExhaustedError(absl::StrCat("the client did not read a batch within ",
                                                   absl::FormatDuration(stall_time),
                                                   "; resume from the last position"));
}

absl::Status Missed(const v1::Gap& gap) {
  return absl::ResourceExhaustedError(absl::StrCat("the reader fell behind and missed ",
                                                   gap.last_sequence() - gap.first_sequence() + 1,
                                                   " events"));
}

}  // namespace

ReaderCall::ReaderCall(Loop& loop, const ReaderMethod& method) : loop_(loop), method_(method) {
  context_.AsyncNotifyWhenDone(&gone_tag_);
  method_.wait_for_call(&context_, &request_, &writer_, loop_.queue(), &call_tag_);
}

// ---- From the call to the room, and out of it ----

void ReaderCall::OnCall(bool ok) {
  // The server is shutting down: no call, and so no OnGone either.
  if (!ok) {
    delete this;
    return;
  }
  Wait(loop_, method_);  // first wait for the next reader, then serve this one
  if (absl::Status joined = Join(); !joined.ok()) return FinishWith(joined);
  state_ = State::kOpening;
  operation_ = true;
  // Only now: a client that has the initial metadata gets every message from then on.
  writer_.SendInitialMetadata(&opened_tag_);
}

absl::Status ReaderCall::Join() {
  absl::StatusOr<Caller> caller = CallerOf(loop_.peers(), context_);
  if (!caller.ok()) return caller.status();
  caller_ = *std::move(caller);
  absl::StatusOr<JoinTarget> target = method_.admit(caller_, request_);
  if (!target.ok()) return target.status();
  core::Rooms& rooms = loop_.rooms();
  const size_t limit = rooms.limits().max_readers;
  if (!slot_.TryAcquire(rooms.counters().readers, limit)) {
    return absl::ResourceExhaustedError(absl::StrCat("reader limit (", limit, ") reached"));
  }
  absl::StatusOr<core::Room::JoinResult> joined = target->room->Join(target->options, absl::Now());
  if (!joined.ok()) {
    slot_.Release();
    return joined.status();
  }
  next_ = joined->next;
  guaranteed_from_ = joined->guaranteed_from;
  if (method_.has_control_records) control_records_ = std::move(joined->greeting);
  participant_ = std::move(target->options.participant);
  subscription_ = &loop_.SubscriptionTo(target->room);
  subscription_->AddReader();
  loop_.AddLongCall(*this);
  return absl::OkStatus();
}

void ReaderCall::LeaveRoom() {
  if (subscription_ == nullptr) return;
  if (state_ == State::kIdle) subscription_->RemoveIdle(*this);
  subscription_->RemoveReader();
  subscription_->room()->Leave(participant_, absl::Now());
  subscription_ = nullptr;
  loop_.RemoveLongCall(*this);
  slot_.Release();
}

// ---- In the room ----

void ReaderCall::OnOpened(bool ok) { OnWritten(ok); }

void ReaderCall::OnWritten(bool ok) {
  operation_ = false;
  // The reader was terminated or cancelled and has left, or is about to be cancelled: OnGone
  // follows.
  if (subscription_ == nullptr || !ok) return DeleteWhenOver();
  WriteNext();
}

void ReaderCall::WriteNext() {
  state_ = State::kWriting;
  while (control_records_.empty() && message_.empty()) {
    absl::StatusOr<core::Room::Reading> reading = subscription_->room()->Read(next_);
    if (!reading.ok()) return FinishWith(reading.status());
    if (reading->gap.has_value() && reading->gap->last_sequence() >= guaranteed_from_) {
      ++loop_.rooms().counters().gaps_reported;
      if (!method_.has_control_records) return FinishWith(Missed(*reading->gap));
      control_records_ = GapRecord(*reading->gap);
    }
    next_ = reading->next;
    run_ = std::move(reading->run);
    if (run_.bytes.empty()) {
      state_ = State::kIdle;
      subscription_->AddIdle(*this);
      return;
    }
    message_ = method_.take_message(run_.bytes);
  }
  Write();
}

void ReaderCall::Write() {
  const grpc::ByteBuffer bytes = Share(std::exchange(control_records_, {}), {run_.owner, message_});
  message_ = method_.take_message(run_.bytes);
  grpc::WriteOptions options;
  // gRPC may gather writes into one packet while more follow; it must not hold back the last one.
  if (!message_.empty()) options.set_buffer_hint();
  write_began_ = std::chrono::steady_clock::now();
  operation_ = true;
  writer_.Write(bytes, options, &written_tag_);
}

void ReaderCall::OnTick(std::chrono::steady_clock::time_point now) {
  if (!caller_.has_valid_token()) return End(rpc::security::TokenNoLongerValid());
  if (state_ != State::kWriting) return;
  const absl::Duration stall_time = loop_.rooms().limits().stall_time;
  if (absl::FromChrono(now - write_began_) < stall_time) return;
  ++loop_.rooms().counters().slow_readers_terminated;
  End(TooSlow(stall_time));
}

void ReaderCall::End(const absl::Status& status) {
  if (!operation_) return FinishWith(status);
  LeaveRoom();
  state_ = State::kEnding;
  Terminate(context_, status);
}

// ---- The end ----

void ReaderCall::FinishWith(const absl::Status& status) {
  const bool is_shutdown = subscription_ != nullptr && absl::IsUnavailable(status);
  LeaveRoom();
  state_ = State::kEnding;
  operation_ = true;
  if (is_shutdown && method_.has_control_records) {
    writer_.WriteAndFinish(Share(ShutdownRecord(), {}), {}, rpc::ToGrpcStatus(status),
                           &finished_tag_);
  } else {
    SetRetryPushback(status, context_);
    writer_.Finish(rpc::ToGrpcStatus(status), &finished_tag_);
  }
}

void ReaderCall::OnFinished(bool /*ok*/) {
  operation_ = false;
  DeleteWhenOver();
}

void ReaderCall::OnGone(bool /*ok*/) {
  gone_ = true;
  LeaveRoom();
  DeleteWhenOver();
}

void ReaderCall::DeleteWhenOver() {
  if (gone_ && !operation_) delete this;
}

}  // namespace workbook::chat::server
