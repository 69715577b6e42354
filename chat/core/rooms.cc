#include "chat/core/rooms.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace workbook::chat::core {

absl::StatusOr<std::shared_ptr<Room>> Rooms::Open(const std::string& name, absl::Time now) {
  if (absl::Status status = CheckRoomName(name); !status.ok()) return status;
  const base::MutexLock lock(mutex_);
  if (closed_) return absl::UnavailableError("the chat is shutting down");
  if (const auto found = rooms_.find(name); found != rooms_.end()) return found->second;
  if (name != kLobby && rooms_.size() >= limits_.max_rooms) {
    return absl::ResourceExhaustedError(
        absl::StrCat("room limit (", limits_.max_rooms, ") reached"));
  }
  return rooms_.emplace(name, std::make_shared<Room>(limits_.retention, now)).first->second;
}

absl::StatusOr<std::shared_ptr<Room>> Rooms::Find(const std::string& name) const {
  if (absl::Status status = CheckRoomName(name); !status.ok()) return status;
  const base::MutexLock lock(mutex_);
  const auto found = rooms_.find(name);
  if (found == rooms_.end()) {
    return absl::NotFoundError(absl::StrCat("room \"", name, "\" does not exist"));
  }
  return found->second;
}

absl::Status Rooms::Admit(const RateLimitKey& caller, absl::Time now) {
  absl::Status status = throttle_.Admit(caller, now);
  if (!status.ok()) ++counters_.sends_throttled;
  return status;
}

absl::StatusOr<SendResult> Rooms::Send(const std::string& room, const SendRequest& request,
                                       absl::Time now) {
  const absl::StatusOr<absl::Duration> wait = Schedule(request, now, absl::ZeroDuration());
  if (!wait.ok()) return wait.status();
  return SendScheduled(room, request, now);
}

absl::StatusOr<absl::Duration> Rooms::Schedule(const SendRequest& request, absl::Time now,
                                               absl::Duration longest) {
  for (const absl::Status& status :
       {CheckSender(request.sender), CheckText(request.text), CheckMessageId(request.message_id)}) {
    if (!status.ok()) return status;
  }
  const absl::StatusOr<absl::Duration> wait =
      throttle_.Reserve({.name = request.sender, .connection = request.connection}, now, longest);
  if (!wait.ok() || *wait > absl::ZeroDuration()) ++counters_.sends_throttled;
  return wait;
}

absl::StatusOr<SendResult> Rooms::SendScheduled(const std::string& room_name,
                                                const SendRequest& request, absl::Time now) {
  const absl::StatusOr<std::shared_ptr<Room>> room = Open(room_name, now);
  if (!room.ok()) return room.status();
  absl::StatusOr<SendResult> result = (*room)->Send(request, now);
  if (result.ok()) ++(result->duplicate ? counters_.sends_repeated : counters_.messages_sent);
  return result;
}

void Rooms::Sweep(absl::Time now) {
  const base::MutexLock lock(mutex_);
  absl::erase_if(rooms_, [&](const auto& entry) {
    // A caller that holds the room is about to join it or to send to it; none can get hold of it
    // while this thread has the lock.
    return entry.second.use_count() == 1 && entry.second->QuietSince(now - limits_.quiet_room_life);
  });
}

void Rooms::Close() {
  std::vector<std::shared_ptr<Room>> all;
  {
    const base::MutexLock lock(mutex_);
    closed_ = true;
    for (const auto& [name, room] : rooms_) all.push_back(room);
  }
  for (const auto& room : all) room->Close();
}

bool Rooms::closed() const {
  const base::MutexLock lock(mutex_);
  return closed_;
}

v1::GetStatisticsResponse Rooms::Statistics(absl::Time now) const {
  v1::GetStatisticsResponse statistics;
  statistics.mutable_uptime()->set_seconds(absl::ToInt64Seconds(now - started_));
  statistics.set_readers(counters_.readers);
  statistics.set_messages_said(counters_.messages_sent);
  statistics.set_slow_readers_cut(counters_.slow_readers_terminated);
  statistics.set_gaps_told(counters_.gaps_reported);
  statistics.set_sends_throttled(counters_.sends_throttled);
  statistics.set_sends_repeated(counters_.sends_repeated);
  const base::MutexLock lock(mutex_);
  statistics.set_rooms(rooms_.size());
  for (const auto& [name, room] : rooms_) {
    const auto [messages, bytes] = room->Kept();
    statistics.set_messages_retained(statistics.messages_retained() + messages);
    statistics.set_bytes_retained(statistics.bytes_retained() + bytes);
  }
  return statistics;
}

std::string ToLine(const v1::GetStatisticsResponse& statistics) {
  return absl::StrCat("rooms ", statistics.rooms(), ", readers ", statistics.readers(),
                      ", messages sent ", statistics.messages_said(), ", kept ",
                      statistics.messages_retained(), " in ", statistics.bytes_retained(),
                      " bytes, slow readers terminated ", statistics.slow_readers_cut(),
                      ", gaps reported ", statistics.gaps_told(), ", sends throttled ",
                      statistics.sends_throttled(), ", sends repeated ",
                      statistics.sends_repeated());
}

}  // namespace workbook::chat::core
