#include "chat/client_account.h"

#include <algorithm>

namespace workbook::chat {

void Account::Expect(const std::string& text) {
  absl::MutexLock lock(&mutex_);
  ++texts_[text];
  ++text_count_;
  last_epoch_.clear();
}

void Account::Acknowledge(const std::string& text, const Bookmark& place) {
  absl::MutexLock lock(&mutex_);
  Settle(text);
  if (!IsHeard(place)) places_.push_back(place);
}

bool Account::Withdraw(const std::string& text) {
  absl::MutexLock lock(&mutex_);
  return Settle(text);
}

void Account::Hear(const Heard& heard) {
  absl::MutexLock lock(&mutex_);
  if (const auto* said = heard.As<Heard::Said>(); said != nullptr && said->owner == id_) {
    if (Settle(said->text)) last_text_ = said->text, last_epoch_ = here_.epoch;
  }
  if (const auto* welcome = heard.As<Heard::Welcome>()) {
    const std::string& epoch = welcome->newest.epoch;
    lost_ += std::erase_if(places_, [&](const Bookmark& place) { return place.epoch != epoch; });
    if (epoch != here_.epoch) here_ = {epoch, 0};
  }
  uint64_t reached = heard.sequence;
  if (const auto* gap = heard.As<Heard::Gap>()) reached = gap->last;
  here_.sequence = std::max(here_.sequence, reached);
  std::erase_if(places_, [this](const Bookmark& place) { return IsHeard(place); });
}

void Account::End() {
  absl::MutexLock lock(&mutex_);
  ended_ = true;
}

bool Account::HeardInAnEarlierEpoch(const std::string& text) {
  absl::MutexLock lock(&mutex_);
  return !last_epoch_.empty() && last_text_ == text && last_epoch_ != here_.epoch;
}

size_t Account::AwaitAll(absl::Duration timeout) {
  absl::MutexLock lock(&mutex_);
  size_t before = Unheard();
  const auto progress = [this, &before] { return !MoreMayCome() || Unheard() < before; };
  while (MoreMayCome() && mutex_.AwaitWithTimeout(absl::Condition(&progress), timeout)) {
    before = Unheard();
  }
  return Unheard();
}

bool Account::IsHeard(const Bookmark& place) const {
  return place.epoch == here_.epoch && place.sequence <= here_.sequence;
}

bool Account::Settle(const std::string& text) {
  const auto line = texts_.find(text);
  if (line == texts_.end()) return false;
  if (--line->second == 0) texts_.erase(line);
  --text_count_;
  return true;
}

size_t Account::Unheard() const { return text_count_ + places_.size() + lost_; }

bool Account::MoreMayCome() const { return !ended_ && text_count_ + places_.size() > 0; }

}  // namespace workbook::chat
