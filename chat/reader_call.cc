#include "chat/reader_call.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "chat/wire.h"
#include "rpc/status.h"

namespace workbook::chat {
namespace {

constexpr char kTooSlow[] = "the reader took a batch too slowly; resume where it stopped";

std::string GapLetter(const v1::Gap& gap) {
  v1::Event event;
  *event.mutable_gap() = gap;
  return ToRecord(event);
}

std::string ShutdownLetter() {
  v1::Event event;
  event.mutable_notice()->set_kind(v1::Notice::KIND_SHUTTING_DOWN);
  return ToRecord(event);
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
  Wait(loop_, method_);  // first the next reader, then this one
  if (absl::Status joined = Join(); !joined.ok()) return FinishFor(joined);
  state_ = State::kOpening;
  operation_ = true;
  // Only now: a client that has the initial metadata may count on hearing what is said next.
  writer_.SendInitialMetadata(&opened_tag_);
}

absl::Status ReaderCall::Join() {
  absl::StatusOr<Caller> caller = CallerOf(loop_.peers(), context_);
  if (!caller.ok()) return caller.status();
  caller_ = *std::move(caller);
  absl::StatusOr<Entry> entry = method_.admit(caller_, request_);
  if (!entry.ok()) return entry.status();
  Rooms& rooms = loop_.rooms();
  if (!seat_.Take(rooms.counters().readers, rooms.limits().max_readers)) {
    return absl::ResourceExhaustedError("this server has as many readers as it takes");
  }
  absl::StatusOr<Room::Place> place =
      entry->room->Join(entry->participant, entry->start, absl::Now());
  if (!place.ok()) {
    seat_.GiveUp();
    return place.status();
  }
  next_ = place->next;
  promised_from_ = place->promised_from;
  if (method_.speaks_to_readers) letter_ = std::move(place->greeting);
  participant_ = std::move(entry->participant);
  audience_ = &loop_.AudienceOf(entry->room);
  audience_->Enter();
  loop_.AddLongCall(*this);
  return absl::OkStatus();
}

void ReaderCall::LeaveRoom() {
  if (audience_ == nullptr) return;
  if (state_ == State::kIdle) audience_->NoLongerIdle(*this);
  audience_->Exit();
  audience_->room()->Leave(participant_, absl::Now());
  audience_ = nullptr;
  loop_.RemoveLongCall(*this);
  seat_.GiveUp();
}

// ---- In the room ----

void ReaderCall::OnOpened(bool ok) { OnWritten(ok); }

void ReaderCall::OnWritten(bool ok) {
  operation_ = false;
  // Left already, as it was cut or cancelled; or it is about to be cancelled: OnGone follows.
  if (audience_ == nullptr || !ok) return DeleteWhenOver();
  WriteNext();
}

void ReaderCall::WriteNext() {
  state_ = State::kWriting;
  while (letter_.empty() && message_.empty()) {
    absl::StatusOr<Room::Reading> reading = audience_->room()->Read(next_);
    if (!reading.ok()) return FinishFor(reading.status());
    if (reading->gap.has_value() && reading->gap->last_sequence() >= promised_from_) {
      ++loop_.rooms().counters().gaps_told;
      if (!method_.speaks_to_readers) return FinishFor(Missed(*reading->gap));
      letter_ = GapLetter(*reading->gap);
    }
    next_ = reading->next;
    run_ = std::move(reading->run);
    if (run_.bytes.empty()) {
      state_ = State::kIdle;
      audience_->Idle(*this);
      return;
    }
    message_ = method_.take_message(run_.bytes);
  }
  Write();
}

void ReaderCall::Write() {
  const grpc::ByteBuffer bytes = Share(std::exchange(letter_, {}), {run_.owner, message_});
  message_ = method_.take_message(run_.bytes);
  grpc::WriteOptions options;
  // While more waits gRPC may gather writes into one packet; the last one must not be held back.
  if (!message_.empty()) options.set_buffer_hint();
  write_began_ = std::chrono::steady_clock::now();
  operation_ = true;
  writer_.Write(bytes, options, &written_tag_);
}

void ReaderCall::LookAfter(std::chrono::steady_clock::time_point now) {
  if (!caller_.has_valid_token()) return End(rpc::TokenNoLongerValid());
  if (state_ != State::kWriting) return;
  if (absl::FromChrono(now - write_began_) < loop_.rooms().limits().stall_time) return;
  ++loop_.rooms().counters().slow_readers_cut;
  End(absl::ResourceExhaustedError(kTooSlow));
}

void ReaderCall::End(const absl::Status& status) {
  if (!operation_) return FinishFor(status);
  LeaveRoom();
  state_ = State::kEnding;
  Cut(context_, status);
}

// ---- The end ----

void ReaderCall::FinishFor(const absl::Status& status) {
  const bool says_goodbye = audience_ != nullptr && absl::IsUnavailable(status);
  LeaveRoom();
  state_ = State::kEnding;
  operation_ = true;
  if (says_goodbye && method_.speaks_to_readers) {
    writer_.WriteAndFinish(Share(ShutdownLetter(), {}), {}, rpc::ToGrpcStatus(status),
                           &finished_tag_);
  } else {
    SayWhenToTryAgain(status, context_);
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

}  // namespace workbook::chat
