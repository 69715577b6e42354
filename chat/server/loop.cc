#include "chat/server/loop.h"

#include <chrono>

namespace workbook::chat::server {
namespace {

constexpr std::chrono::seconds kTick{1};

// A busy loop delivers new events after this many completions.
constexpr int kMaxEventsBeforeDelivery = 256;

}  // namespace

// ---- LoopSubscription ----

LoopSubscription::LoopSubscription(Loop& loop, std::shared_ptr<core::Room> room)
    : loop_(loop), room_(std::move(room)) {
  room_->Arm(*this);
}

void LoopSubscription::OnNewEvents() {
  if (loop_.IsThisThread()) {
    loop_.AddPending(*this);
  } else {
    // The alarm is not pending: the room calls this once for each Arm, and Deliver arms after the
    // alarm.
    wake_up_.Set(loop_.queue(), gpr_time_0(GPR_CLOCK_MONOTONIC), static_cast<Tag*>(this));
  }
}

void LoopSubscription::Proceed(bool /*ok*/) { loop_.AddPending(*this); }

void LoopSubscription::Deliver() {
  // Arm first, read then: an event that is appended while the readers read wakes this again.
  room_->Arm(*this);
  for (Reader* reader : std::exchange(idle_, {})) reader->OnNewEvents();
}

void LoopSubscription::AddIdle(Reader& reader) {
  reader.index_ = idle_.size();
  idle_.push_back(&reader);
}

void LoopSubscription::RemoveIdle(Reader& reader) {
  // The last one takes its place: no shifting, however many there are.
  Reader* last = idle_.back();
  idle_[reader.index_] = last;
  last->index_ = reader.index_;
  idle_.pop_back();
}

// ---- Loop ----

thread_local const Loop* Loop::running_here = nullptr;

Loop::Loop(core::Rooms& rooms, const rpc::security::Peers& peers,
           const std::vector<StartCall>& calls, std::unique_ptr<grpc::ServerCompletionQueue> queue)
    : rooms_(rooms), peers_(peers), calls_(calls), queue_(std::move(queue)) {}

void Loop::Start() {
  for (const StartCall& start : calls_) start(*this);
  tick_.Set(queue_.get(), std::chrono::system_clock::now() + kTick, &tick_tag_);
  thread_ = std::thread([this] { Run(); });
}

void Loop::Drain() { drain_.Set(queue_.get(), gpr_time_0(GPR_CLOCK_MONOTONIC), &drain_tag_); }

void Loop::Stop() {
  if (!thread_.joinable()) return;
  stop_.Set(queue_.get(), gpr_time_0(GPR_CLOCK_MONOTONIC), &stop_tag_);
  thread_.join();
}

void Loop::Close() {
  tick_.Cancel();
  queue_->Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) {
    // The tick, and wake-ups of subscriptions without readers.
  }
}

void Loop::AddLongCall(LongCall& call) {
  long_calls_.insert(&call);
  if (draining_) call.Drain();
}

LoopSubscription& Loop::SubscriptionTo(const std::shared_ptr<core::Room>& room) {
  std::unique_ptr<LoopSubscription>& subscription = subscriptions_[room.get()];
  if (subscription == nullptr) subscription = std::make_unique<LoopSubscription>(*this, room);
  return *subscription;
}

void Loop::Run() {
  running_here = this;
  const gpr_timespec at_once = gpr_time_0(GPR_CLOCK_MONOTONIC);
  const gpr_timespec never = gpr_inf_future(GPR_CLOCK_MONOTONIC);
  int completions = 0;  // since the first subscription became pending
  while (!stopping_ || calls_in_scope_ > 0) {
    void* tag = nullptr;
    bool ok = false;
    const auto next = queue_->AsyncNext(&tag, &ok, pending_.empty() ? never : at_once);
    if (next == grpc::CompletionQueue::GOT_EVENT) static_cast<Tag*>(tag)->Proceed(ok);
    completions = pending_.empty() ? 0 : completions + 1;
    if (next == grpc::CompletionQueue::TIMEOUT || completions > kMaxEventsBeforeDelivery) {
      completions = 0;
      DeliverPending();
    }
  }
}

void Loop::DeliverPending() {
  for (LoopSubscription* subscription : std::exchange(pending_, {})) subscription->Deliver();
}

void Loop::OnTick(bool ok) {
  if (!ok) return;
  const absl::Time now = absl::Now();
  // A copy, because a call that ends removes itself.
  for (LongCall* call : std::vector<LongCall*>(long_calls_.begin(), long_calls_.end())) {
    call->OnTick(std::chrono::steady_clock::now());
  }
  std::erase_if(subscriptions_, [](const auto& entry) { return entry.second->TryDissolve(); });
  rooms_.Sweep(now);
  tick_.Set(queue_.get(), std::chrono::system_clock::now() + kTick, &tick_tag_);
}

void Loop::OnDrain(bool /*ok*/) {
  draining_ = true;
  // A copy, because a call that drains removes itself.
  for (LongCall* call : std::vector<LongCall*>(long_calls_.begin(), long_calls_.end())) {
    call->Drain();
  }
}

void Loop::OnStop(bool /*ok*/) { stopping_ = true; }

}  // namespace workbook::chat::server
