#include "chat/room_audience.h"

#include <utility>

#include "chat/loop.h"
#include "chat/reader_call.h"

namespace workbook::chat {

RoomAudience::RoomAudience(Loop& loop, std::shared_ptr<Room> room)
    : loop_(loop), room_(std::move(room)) {
  room_->Await(*this);
}

void RoomAudience::OnNews() {
  if (loop_.IsThisThread()) {
    loop_.AddNews(*this);
  } else {
    // The alarm is free: the room calls this once for each Await, and that comes after the alarm.
    wake_up_.Set(loop_.queue(), gpr_time_0(GPR_CLOCK_MONOTONIC), static_cast<Tag*>(this));
  }
}

void RoomAudience::Proceed(bool /*ok*/) { loop_.AddNews(*this); }

void RoomAudience::Hear() {
  room_->Await(*this);  // first: what is said while we read is news again
  for (ReaderCall* call : std::exchange(idle_, {})) call->WriteNext();
}

void RoomAudience::Idle(ReaderCall& call) {
  call.idle_at = idle_.size();
  idle_.push_back(&call);
}

void RoomAudience::NoLongerIdle(ReaderCall& call) {
  // The last one takes its place: no shifting, however many there are.
  ReaderCall* last = idle_.back();
  idle_[call.idle_at] = last;
  last->idle_at = call.idle_at;
  idle_.pop_back();
}

}  // namespace workbook::chat
