// A Subscription over the callback API: one thread reads a server stream, and may block. The
// synchronous API would be shorter, but its WaitForInitialMetadata does not tell metadata that
// arrived from a call that failed; here the reader knows whether the server registered it.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "base/mutex.h"
#include "chat/client/contract_client.h"
#include "rpc/status.h"

namespace workbook::chat::client {

/// For the `append` functions of contracts whose messages have only sender and text.
inline void AppendMessage(const std::string& sender, const std::string& text,
                          std::vector<Event>& events) {
  Event& event = events.emplace_back();
  event.kind = Event::Message{sender, text};
}

/// Holds two wire messages at most: the one whose events Next returns and the one behind it. While
/// the caller is busy, nothing more is read, and flow control keeps the rest on the server and out
/// of this process.
template <typename Request, typename Wire>
class StreamSubscription final : public Subscription, private grpc::ClientReadReactor<Wire> {
 public:
  /// `start(context, request, reactor)` makes the call; `append` turns a wire message into
  /// events, perhaps none.
  template <typename Start>
  StreamSubscription(bool wait_for_server, Request request, const Start& start,
                     void (*append)(const Wire&, std::vector<Event>&))
      : request_(std::move(request)), append_(append) {
    context_.set_wait_for_ready(wait_for_server);
    start(&context_, &request_, static_cast<grpc::ClientReadReactor<Wire>*>(this));
    this->AddHold();  // for the reads that Next starts, outside of any reaction
    this->StartRead(&wire_);
    this->StartCall();
  }

  ~StreamSubscription() override {
    Cancel();
    Finish().IgnoreError();
  }

  bool WaitUntilRegistered() override {
    base::MutexLock lock(mutex_);
    Await([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return registered_.has_value(); });
    return *registered_;
  }

  std::optional<Event> Next() override {
    while (next_ == events_.size()) {  // a message may hold no event
      events_.clear();
      next_ = 0;
      {
        base::MutexLock lock(mutex_);
        Await([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return slot_ != Slot::kReading; });
        if (slot_ == Slot::kClosed) return std::nullopt;
        append_(wire_, events_);
        slot_ = Slot::kReading;
      }
      this->StartRead(&wire_);
    }
    return std::move(events_[next_++]);
  }

  absl::Status Finish() override {
    if (!hold_removed_) this->RemoveHold();
    hold_removed_ = true;
    base::MutexLock lock(mutex_);
    Await([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return end_.has_value(); });
    return *end_;
  }

  void Cancel() override { context_.TryCancel(); }

 private:
  enum class Slot { kReading, kFull, kClosed };

  void OnReadInitialMetadataDone(bool ok) override {
    base::MutexLock lock(mutex_);
    registered_ = ok;
  }

  void OnReadDone(bool ok) override {
    base::MutexLock lock(mutex_);
    slot_ = ok ? Slot::kFull : Slot::kClosed;
  }

  void OnDone(const grpc::Status& status) override {
    base::MutexLock lock(mutex_);
    end_ = rpc::FromGrpcStatus(status);
  }

  template <typename Predicate>
  void Await(const Predicate& predicate) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    mutex_.Await(absl::Condition(&predicate));
  }

  grpc::ClientContext context_;  // without a deadline: a reader stays connected
  const Request request_;        // gRPC reads it until the stream has ended
  void (*const append_)(const Wire&, std::vector<Event>&);
  std::vector<Event> events_;  // of the last message; for the thread that calls Next
  size_t next_ = 0;
  Wire wire_;  // belongs to gRPC while slot_ is kReading
  bool hold_removed_ = false;

  absl::Mutex mutex_;
  std::optional<bool> registered_ ABSL_GUARDED_BY(mutex_);
  Slot slot_ ABSL_GUARDED_BY(mutex_) = Slot::kReading;
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace workbook::chat::client
