#include "chat/rooms.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace workbook::chat {

absl::StatusOr<std::shared_ptr<Room>> Rooms::Open(const std::string& name, absl::Time now) {
  if (absl::Status status = CheckRoomName(name); !status.ok()) return status;
  const std::scoped_lock lock(mutex_);
  if (closed_) return absl::UnavailableError("the chat is shutting down");
  if (const auto found = rooms_.find(name); found != rooms_.end()) return found->second;
  if (name != kLobby && rooms_.size() >= limits_.max_rooms) {
    return absl::ResourceExhaustedError(
        absl::StrCat("there are ", rooms_.size(), " rooms: as many as this server has"));
  }
  return rooms_.emplace(name, std::make_shared<Room>(limits_.retention, now)).first->second;
}

absl::StatusOr<std::shared_ptr<Room>> Rooms::Find(const std::string& name) const {
  if (absl::Status status = CheckRoomName(name); !status.ok()) return status;
  const std::scoped_lock lock(mutex_);
  const auto found = rooms_.find(name);
  if (found == rooms_.end()) {
    return absl::NotFoundError(absl::StrCat("there is no room \"", name, "\""));
  }
  return found->second;
}

absl::Status Rooms::Admit(const Payer& payer, absl::Time now) {
  absl::Status status = throttle_.Admit(payer, now);
  if (!status.ok()) ++counters_.sends_throttled;
  return status;
}

absl::StatusOr<Rooms::Answer> Rooms::Say(const std::string& room_name, const Saying& saying,
                                         absl::Time now) {
  for (const absl::Status& status :
       {CheckSender(saying.sender), CheckText(saying.text), CheckMessageId(saying.message_id)}) {
    if (!status.ok()) return status;
  }
  const Payer payer{.name = saying.sender, .connection = saying.connection};
  if (absl::Status status = Admit(payer, now); !status.ok()) return status;
  const absl::StatusOr<std::shared_ptr<Room>> room = Open(room_name, now);
  if (!room.ok()) return room.status();
  const absl::StatusOr<Said> said = (*room)->Say(saying, now);
  if (!said.ok()) return said.status();
  ++(said->duplicate ? counters_.sends_repeated : counters_.messages_said);
  return Answer{*said, (*room)->epoch()};
}

void Rooms::Sweep(absl::Time now) {
  const std::scoped_lock lock(mutex_);
  absl::erase_if(rooms_, [&](const auto& entry) {
    // One who holds the room is about to join it or to speak in it; nobody gets hold of it while we
    // have the lock.
    return entry.second.use_count() == 1 && entry.second->QuietSince(now - limits_.quiet_room_life);
  });
}

void Rooms::Close() {
  std::vector<std::shared_ptr<Room>> all;
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    for (const auto& [name, room] : rooms_) all.push_back(room);
  }
  for (const auto& room : all) room->Close();
}

bool Rooms::closed() const {
  const std::scoped_lock lock(mutex_);
  return closed_;
}

v1::GetStatisticsResponse Rooms::Statistics(absl::Time now) const {
  v1::GetStatisticsResponse statistics;
  statistics.mutable_uptime()->set_seconds(absl::ToInt64Seconds(now - started_));
  statistics.set_readers(counters_.readers);
  statistics.set_messages_said(counters_.messages_said);
  statistics.set_slow_readers_cut(counters_.slow_readers_cut);
  statistics.set_gaps_told(counters_.gaps_told);
  statistics.set_sends_throttled(counters_.sends_throttled);
  statistics.set_sends_repeated(counters_.sends_repeated);
  const std::scoped_lock lock(mutex_);
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
                      ", messages said ", statistics.messages_said(), ", kept ",
                      statistics.messages_retained(), " in ", statistics.bytes_retained(),
                      " bytes, slow readers cut ", statistics.slow_readers_cut(), ", gaps told ",
                      statistics.gaps_told(), ", sends throttled ", statistics.sends_throttled(),
                      ", sends repeated ", statistics.sends_repeated());
}

}  // namespace workbook::chat
