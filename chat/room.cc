#include "chat/room.h"

#include <algorithm>
#include <random>
#include <utility>

#include "absl/strings/str_format.h"

namespace workbook::chat {
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

void Wake(const std::vector<Audience*>& audiences) {
  for (Audience* audience : audiences) audience->OnNews();
}

}  // namespace

Room::Room(Retention retention, absl::Time now)
    : epoch_(NewEpoch()), log_(retention), last_event_(now) {}

absl::StatusOr<Said> Room::Say(const Saying& saying, absl::Time now) {
  v1::Event event;
  event.mutable_message()->set_sender(saying.sender);
  event.mutable_message()->set_text(saying.text);

  Said said;
  std::vector<Audience*> woken;
  {
    const std::scoped_lock lock(mutex_);
    if (closed_) return Closed();
    if (!saying.message_id.empty()) {
      if (const auto earlier = sent_ids_.Find(saying.sender, saying.message_id, now)) {
        return Said{.sequence = *earlier, .duplicate = true};
      }
      sent_ids_.Remember(saying.sender, saying.message_id, log_.next(), now);
    }
    said.sequence = log_.next();
    woken = Append(std::move(event), now);
  }
  Wake(woken);
  return said;
}

absl::StatusOr<Room::Place> Room::Join(const std::string& participant, const Start& start,
                                       absl::Time now) {
  Place place;
  v1::Event welcome;
  std::optional<v1::Event> gap;
  std::vector<Audience*> woken;
  {
    const std::scoped_lock lock(mutex_);
    if (closed_) return Closed();
    const auto* after = std::get_if<After>(&start);
    const bool same_life = after != nullptr && after->epoch == epoch_;
    if (same_life && after->sequence >= log_.next()) {
      return absl::InvalidArgumentError("the position is one that the room has not reached yet");
    }

    if (roster_.Enter(participant)) {
      v1::Event joined;
      joined.mutable_joined()->set_name(participant);
      woken = Append(std::move(joined), now);
    }
    place.promised_from = log_.next();
    if (after == nullptr) {
      place.next = log_.StartOfMessages(std::get<LastMessages>(start).count);
    } else if (same_life) {
      place.next = after->sequence + 1;  // Read tells what of it is no longer kept
      place.promised_from = place.next;
    } else {
      place.next = log_.first();
      gap.emplace().mutable_gap()->set_reason(v1::Gap::REASON_OTHER_EPOCH);
    }
    welcome.mutable_welcome()->set_epoch(epoch_);
    welcome.mutable_welcome()->set_sequence(log_.next() - 1);
    roster_.List(*welcome.mutable_welcome());
  }
  Wake(woken);
  SetTime(welcome, now);
  place.greeting = ToRecord(welcome);
  if (gap.has_value()) place.greeting += ToRecord(*gap);
  return place;
}

void Room::Leave(const std::string& participant, absl::Time now) {
  std::vector<Audience*> woken;
  {
    const std::scoped_lock lock(mutex_);
    last_event_ = now;
    // Nobody is told in a closed room, where all are about to leave: each one's leaving would be
    // news for those who are left, to be read before the end, which would come to one at a time.
    if (!roster_.Exit(participant) || closed_) return;
    v1::Event left;
    left.mutable_left()->set_name(participant);
    woken = Append(std::move(left), now);
  }
  Wake(woken);
}

absl::StatusOr<Room::Reading> Room::Read(uint64_t next) const {
  const std::scoped_lock lock(mutex_);
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

void Room::Await(Audience& audience) {
  const std::scoped_lock lock(mutex_);
  if (closed_) return;
  audience.waiting_at_ = waiting_.size();
  waiting_.push_back(&audience);
}

bool Room::Forget(Audience& audience) {
  const std::scoped_lock lock(mutex_);
  if (audience.waiting_at_ == Audience::kNotWaiting) return false;
  // The last one takes its place: no shifting.
  Audience* last = waiting_.back();
  waiting_[audience.waiting_at_] = last;
  last->waiting_at_ = audience.waiting_at_;
  waiting_.pop_back();
  audience.waiting_at_ = Audience::kNotWaiting;
  return true;
}

void Room::Close() {
  std::vector<Audience*> woken;
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    for (Audience* audience : waiting_) audience->waiting_at_ = Audience::kNotWaiting;
    woken = std::exchange(waiting_, {});
  }
  Wake(woken);
}

Room::History Room::ReadHistory(size_t max_messages, uint64_t before, size_t max_bytes) const {
  const std::scoped_lock lock(mutex_);
  const std::deque<uint64_t>& messages = log_.messages();
  const auto end =
      before == 0 ? messages.end() : std::lower_bound(messages.begin(), messages.end(), before);
  // From the newest back, so that the bound on bytes takes the oldest away.
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
  const std::scoped_lock lock(mutex_);
  return roster_.readers();
}

std::pair<size_t, size_t> Room::Kept() const {
  const std::scoped_lock lock(mutex_);
  return {log_.messages().size(), log_.bytes()};
}

bool Room::QuietSince(absl::Time time) const {
  const std::scoped_lock lock(mutex_);
  return roster_.readers() == 0 && last_event_ <= time;
}

std::vector<Audience*> Room::Append(v1::Event event, absl::Time now) {
  SetTime(event, now);
  log_.Append(std::move(event));
  last_event_ = now;
  for (Audience* audience : waiting_) audience->waiting_at_ = Audience::kNotWaiting;
  return std::exchange(waiting_, {});
}

}  // namespace workbook::chat
