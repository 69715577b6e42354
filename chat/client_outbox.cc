#include "chat/client_outbox.h"

#include <utility>

#include "absl/time/time.h"

namespace workbook::chat {

Outbox::Outbox(Speaker& speaker, OnRefused on_refused)
    : speaker_(speaker), on_refused_(std::move(on_refused)), thread_([this] { Run(); }) {}

Outbox::~Outbox() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  speaker_.Stop();
  thread_.join();
}

void Outbox::Put(std::string owner, std::string text) {
  absl::MutexLock lock(&mutex_);
  letters_.push_back({std::move(owner), std::move(text)});
}

size_t Outbox::Drain(std::chrono::milliseconds timeout) {
  absl::MutexLock lock(&mutex_);
  const auto empty = [this] { return letters_.empty(); };
  mutex_.AwaitWithTimeout(absl::Condition(&empty), absl::FromChrono(timeout));
  return letters_.size();
}

void Outbox::Run() {
  for (;;) {
    Letter letter;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this] { return stopping_ || !letters_.empty(); };
      mutex_.Await(absl::Condition(&ready));
      if (stopping_) return;
      letter = letters_.front();
    }
    const Answer answer = speaker_.Say(letter.owner, letter.text);
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return;
    }
    if (!answer.status.ok()) on_refused_(letter.text, answer.status);
    absl::MutexLock lock(&mutex_);
    letters_.pop_front();
  }
}

}  // namespace workbook::chat
