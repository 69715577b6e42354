#include "chat/client/outbox.h"

#include <utility>

#include "absl/time/time.h"
#include "base/mutex.h"

namespace workbook::chat::client {

Outbox::Outbox(Sender& sender, OnRefused on_refused)
    : sender_(sender), on_refused_(std::move(on_refused)), thread_([this] { Run(); }) {}

Outbox::~Outbox() {
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
  }
  sender_.Stop();
}

void Outbox::Put(std::string sender, std::string text) {
  base::MutexLock lock(mutex_);
  pending_.push_back({std::move(sender), std::move(text)});
}

size_t Outbox::Drain(std::chrono::milliseconds timeout) {
  base::MutexLock lock(mutex_);
  const auto empty = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return pending_.empty(); };
  mutex_.AwaitWithTimeout(absl::Condition(&empty), absl::FromChrono(timeout));
  return pending_.size();
}

void Outbox::Run() {
  for (;;) {
    Pending next;
    {
      base::MutexLock lock(mutex_);
      const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return stopping_ || !pending_.empty();
      };
      mutex_.Await(absl::Condition(&ready));
      if (stopping_) return;
      next = pending_.front();
    }
    const SendResult result = sender_.Send(next.sender, next.text);
    {
      base::MutexLock lock(mutex_);
      if (stopping_) return;
    }
    if (!result.status.ok()) on_refused_(next.text, result.status);
    base::MutexLock lock(mutex_);
    pending_.pop_front();
  }
}

}  // namespace workbook::chat::client
