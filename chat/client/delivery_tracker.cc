#include "chat/client/delivery_tracker.h"

#include <algorithm>

#include "base/mutex.h"

namespace workbook::chat::client {

void DeliveryTracker::Expect(const std::string& text) {
  base::MutexLock lock(mutex_);
  ++texts_[text];
  ++text_count_;
  last_epoch_.clear();
}

void DeliveryTracker::Acknowledge(const std::string& text, const Position& position) {
  base::MutexLock lock(mutex_);
  RemoveText(text);
  if (!HasArrived(position)) positions_.push_back(position);
}

bool DeliveryTracker::Withdraw(const std::string& text) {
  base::MutexLock lock(mutex_);
  return RemoveText(text);
}

void DeliveryTracker::Receive(const Event& event) {
  base::MutexLock lock(mutex_);
  if (const auto* message = event.As<Event::Message>();
      message != nullptr && message->sender == id_ && RemoveText(message->text)) {
    last_text_ = message->text;
    last_epoch_ = newest_.epoch;
  }
  if (const auto* welcome = event.As<Event::Welcome>()) {
    const std::string& epoch = welcome->newest.epoch;
    lost_ += std::erase_if(positions_,
                           [&](const Position& position) { return position.epoch != epoch; });
    if (epoch != newest_.epoch) newest_ = {epoch, 0};
  }
  uint64_t reached = event.sequence;
  if (const auto* gap = event.As<Event::Gap>()) reached = gap->last;
  newest_.sequence = std::max(newest_.sequence, reached);
  const auto arrived = [this](const Position& position)
                           ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return HasArrived(position); };
  std::erase_if(positions_, arrived);
}

void DeliveryTracker::End() {
  base::MutexLock lock(mutex_);
  ended_ = true;
}

bool DeliveryTracker::ArrivedInAnEarlierEpoch(const std::string& text) {
  base::MutexLock lock(mutex_);
  return !last_epoch_.empty() && last_text_ == text && last_epoch_ != newest_.epoch;
}

size_t DeliveryTracker::AwaitAll(absl::Duration timeout) {
  base::MutexLock lock(mutex_);
  size_t before = Missing();
  const auto progress = [this, &before]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !MoreMayArrive() || Missing() < before;
  };
  while (MoreMayArrive() && mutex_.AwaitWithTimeout(absl::Condition(&progress), timeout)) {
    before = Missing();
  }
  return Missing();
}

bool DeliveryTracker::HasArrived(const Position& position) const {
  return position.epoch == newest_.epoch && position.sequence <= newest_.sequence;
}

bool DeliveryTracker::RemoveText(const std::string& text) {
  const auto found = texts_.find(text);
  if (found == texts_.end()) return false;
  if (--found->second == 0) texts_.erase(found);
  --text_count_;
  return true;
}

size_t DeliveryTracker::Missing() const { return text_count_ + positions_.size() + lost_; }

bool DeliveryTracker::MoreMayArrive() const {
  return !ended_ && text_count_ + positions_.size() > 0;
}

}  // namespace workbook::chat::client
