// A server stream read by a thread that may block, on top of the callback API. The synchronous API
// would be shorter, but its WaitForInitialMetadata returns alike when metadata came and when the
// call failed; here "registered" is known for sure.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "chat/client_door.h"
#include "rpc/status.h"

namespace workbook::chat {

/// Holds two messages of the wire at most, one taken apart and one behind it: while its reader is
/// busy nothing more is read, and the network's flow control makes the server, not this process,
/// keep what waits.
template <typename Request, typename Wire>
class StreamSubscription final : public Subscription, private grpc::ClientReadReactor<Wire> {
 public:
  /// `start(context, request, reactor)` makes the call; `append` takes apart what comes.
  template <typename Start>
  StreamSubscription(bool wait_for_server, Request request, const Start& start,
                     void (*append)(const Wire&, std::vector<Heard>&))
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
    absl::MutexLock lock(&mutex_);
    Await([this] { return registered_.has_value(); });
    return *registered_;
  }

  std::optional<Heard> Next() override {
    while (next_ == events_.size()) {  // a message without an event is nothing to hear
      events_.clear();
      next_ = 0;
      {
        absl::MutexLock lock(&mutex_);
        Await([this] { return slot_ != Slot::kReading; });
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
    absl::MutexLock lock(&mutex_);
    Await([this] { return end_.has_value(); });
    return *end_;
  }

  void Cancel() override { context_.TryCancel(); }

 private:
  enum class Slot { kReading, kFull, kClosed };

  void OnReadInitialMetadataDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    registered_ = ok;
  }

  void OnReadDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    slot_ = ok ? Slot::kFull : Slot::kClosed;
  }

  void OnDone(const grpc::Status& status) override {
    absl::MutexLock lock(&mutex_);
    end_ = rpc::FromGrpcStatus(status);
  }

  template <typename Predicate>
  void Await(const Predicate& predicate) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    mutex_.Await(absl::Condition(&predicate));
  }

  grpc::ClientContext context_;  // without a deadline: a reader stays
  const Request request_;        // the stream may outlive whoever asked for it
  void (*const append_)(const Wire&, std::vector<Heard>&);
  std::vector<Heard> events_;  // of the last message, for the thread that calls Next
  size_t next_ = 0;
  Wire wire_;  // gRPC's while slot_ is kReading
  bool hold_removed_ = false;

  absl::Mutex mutex_;
  std::optional<bool> registered_ ABSL_GUARDED_BY(mutex_);
  Slot slot_ ABSL_GUARDED_BY(mutex_) = Slot::kReading;
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace workbook::chat
