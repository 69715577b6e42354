#include "chat/core/room.h"

#include <algorithm>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace workbook::chat::core {
namespace {

absl::Status Closed() { return absl::UnavailableError("the chat is shutting down"); }

std::string NewEpoch() {
  std::random_device random;
  return absl::StrFormat("%08x%08x", random(), random());
}

void SetTime(v1::Event& event, absl::Time time) {
  const timespec since_1970 = absl::ToTimespec(time);
  event.mutable_time()->set_seconds(since_1970.tv_sec);
  event.mutable_time()->set_nanos(static_cast<int32_t>(since_1970.tv_nsec));
}

v1::Gap NotRetained(uint64_t first_missing, uint64_t first_kept) {
  v1::Gap gap;
  gap.set_reason(v1::Gap::REASON_NOT_RETAINED);
  gap.set_first_sequence(first_missing);
  gap.set_last_sequence(first_kept - 1);
  return gap;
}

void Wake(const std::vector<Subscriber*>& subscribers) {
  for (Subscriber* subscriber : subscribers) subscriber->OnNewEvents();
}

}  // namespace

bool Roster::Add(const std::string& name) {
  ++readers_;
  return !name.empty() && ++readers_of_name_[name] == 1;
}

bool Roster::Remove(const std::string& name) {
  --readers_;
  if (name.empty()) return false;
  const auto entry = readers_of_name_.find(name);
  if (--entry->second > 0) return false;
  readers_of_name_.erase(entry);
  return true;
}

void Roster::List(v1::Welcome& welcome) const {
  welcome.set_reader_count(static_cast<uint32_t>(readers_));
  welcome.set_participant_count(static_cast<uint32_t>(readers_of_name_.size()));
  size_t bytes = 0;
  for (const auto& [name, readers] : readers_of_name_) {
    bytes += name.size();
    if (welcome.participants_size() == kMaxListed || bytes > kMaxListedBytes) break;
    welcome.add_participants()->set_name(name);
  }
}

Room::Room(Retention retention, absl::Time now)
    : epoch_(NewEpoch()), log_(retention), last_activity_(now) {}

absl::StatusOr<SendResult> Room::Send(const SendRequest& request, absl::Time now) {
  v1::Event event;
  event.mutable_message()->set_sender(request.sender);
  event.mutable_message()->set_text(request.text);

  SendResult result{.epoch = epoch_};
  std::vector<Subscriber*> woken;
  {
    const base::MutexLock lock(mutex_);
    if (closed_) return Closed();
    if (!request.message_id.empty()) {
      if (const auto earlier = sent_ids_.Find(request.sender, request.message_id, now)) {
        result.sequence = *earlier;
        result.duplicate = true;
        return result;
      }
      sent_ids_.Remember(request.sender, request.message_id, log_.next(), now);
    }
    result.sequence = log_.next();
    woken = Append(std::move(event), now);
  }
  Wake(woken);
  return result;
}

absl::StatusOr<Room::JoinResult> Room::Join(const JoinOptions& options, absl::Time now) {
  JoinResult result;
  v1::Event welcome;
  std::optional<v1::Event> gap;
  std::vector<Subscriber*> woken;
  {
    const base::MutexLock lock(mutex_);
    if (closed_) return Closed();
    const auto* after = std::get_if<Position>(&options.start);
    const bool same_epoch = after != nullptr && after->epoch == epoch_;
    if (same_epoch && after->sequence >= log_.next()) {
      return absl::InvalidArgumentError(absl::StrCat("position ", after->sequence,
                                                     " is beyond the room's newest event (",
                                                     log_.next() - 1, ")"));
    }

    if (roster_.Add(options.participant)) {
      v1::Event joined;
      joined.mutable_joined()->set_name(options.participant);
      woken = Append(std::move(joined), now);
    }
    result.guaranteed_from = log_.next();
    if (after == nullptr) {
      result.next = log_.StartOfMessages(std::get<LastMessages>(options.start).count);
    } else if (same_epoch) {
      result.next = after->sequence + 1;  // Read reports what the log no longer keeps of it
      result.guaranteed_from = result.next;
    } else {
      result.next = log_.first();
      gap.emplace().mutable_gap()->set_reason(v1::Gap::REASON_OTHER_EPOCH);
    }
    welcome.mutable_welcome()->set_epoch(epoch_);
    welcome.mutable_welcome()->set_sequence(log_.next() - 1);
    roster_.List(*welcome.mutable_welcome());
  }
  Wake(woken);
  SetTime(welcome, now);
  result.greeting = ToRecord(welcome);
  if (gap.has_value()) result.greeting += ToRecord(*gap);
  return result;
}

void Room::Leave(const std::string& participant, absl::Time now) {
  std::vector<Subscriber*> woken;
  {
    const base::MutexLock lock(mutex_);
    last_activity_ = now;
    // A closed room appends no `left`. All its readers are about to leave, and each `left` would be
    // a new event for the rest, which they would have to read before their end: they would leave
    // one at a time.
    if (!roster_.Remove(participant) || closed_) return;
    v1::Event left;
    left.mutable_left()->set_name(participant);
    woken = Append(std::move(left), now);
  }
  Wake(woken);
}

absl::StatusOr<Room::Reading> Room::Read(uint64_t next) const {
  const base::MutexLock lock(mutex_);
  if (next == log_.next()) {
    if (closed_) return Closed();
    return Reading{.next = next};
  }
  Reading reading;
  if (next < log_.first()) {
    reading.gap = NotRetained(next, log_.first());
    next = log_.first();
  }
  EventLog::Reading found = log_.ReadFrom(next);
  reading.run = std::move(found.run);
  reading.next = found.next;
  return reading;
}

void Room::Arm(Subscriber& subscriber) {
  const base::MutexLock lock(mutex_);
  if (closed_) return;
  subscriber.index_ = armed_.size();
  armed_.push_back(&subscriber);
}

bool Room::Disarm(Subscriber& subscriber) {
  const base::MutexLock lock(mutex_);
  if (subscriber.index_ == Subscriber::kNotArmed) return false;
  // The last one takes its place: no shifting.
  Subscriber* last = armed_.back();
  armed_[subscriber.index_] = last;
  last->index_ = subscriber.index_;
  armed_.pop_back();
  subscriber.index_ = Subscriber::kNotArmed;
  return true;
}

void Room::Close() {
  std::vector<Subscriber*> woken;
  {
    const base::MutexLock lock(mutex_);
    closed_ = true;
    woken = DisarmAll();
  }
  Wake(woken);
}

Room::History Room::ReadHistory(size_t max_messages, uint64_t before, size_t max_bytes) const {
  const base::MutexLock lock(mutex_);
  const std::deque<uint64_t>& messages = log_.messages();
  const auto end = before == 0 ? messages.end() : std::ranges::lower_bound(messages, before);
  // From the newest back, so that the bound on bytes drops the oldest.
  auto oldest = end;
  size_t bytes = 0;
  while (oldest != messages.begin() && std::cmp_less(end - oldest, max_messages)) {
    bytes += log_.Record(*std::prev(oldest)).size();
    if (bytes > max_bytes) break;
    --oldest;
  }
  History history;
  history.more = oldest != messages.begin();
  for (auto message = oldest; message != end; ++message) {
    const absl::string_view record = log_.Record(*message);
    history.records.append(record.data(), record.size());
  }
  return history;
}

size_t Room::readers() const {
  const base::MutexLock lock(mutex_);
  return roster_.readers();
}

std::pair<size_t, size_t> Room::Kept() const {
  const base::MutexLock lock(mutex_);
  return {log_.messages().size(), log_.bytes()};
}

bool Room::QuietSince(absl::Time time) const {
  const base::MutexLock lock(mutex_);
  return roster_.readers() == 0 && last_activity_ <= time;
}

std::vector<Subscriber*> Room::Append(v1::Event event, absl::Time now) {
  SetTime(event, now);
  log_.Append(std::move(event));
  last_activity_ = now;
  return DisarmAll();
}

std::vector<Subscriber*> Room::DisarmAll() {
  for (Subscriber* subscriber : armed_) subscriber->index_ = Subscriber::kNotArmed;
  return std::exchange(armed_, {});
}

}  // namespace workbook::chat::core
