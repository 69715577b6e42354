#include "chat/loop.h"

#include <chrono>
#include <utility>

#include "chat/long_call.h"
#include "chat/reader_call.h"
#include "chat/room_audience.h"
#include "chat/speaker_call.h"
#include "chat/unary_call.h"
#include "chat/watch_call.h"

namespace workbook::chat {
namespace {

constexpr std::chrono::seconds kTick{1};

// News waits for no more events than that.
constexpr int kMostEventsBeforeNews = 256;

}  // namespace

thread_local const Loop* Loop::running_here = nullptr;

Loop::Loop(Rooms& rooms, const rpc::Peers& peers, const Methods& methods,
           std::unique_ptr<grpc::ServerCompletionQueue> queue)
    : rooms_(rooms), peers_(peers), methods_(methods), queue_(std::move(queue)) {}

Loop::~Loop() = default;

void Loop::Start() {
  for (const UnaryMethod& method : methods_.unary) UnaryCall::Wait(*this, method);
  for (const ReaderMethod& method : methods_.readers) ReaderCall::Wait(*this, method);
  for (const SpeakerMethod& method : methods_.speakers) SpeakerCall::Wait(*this, method);
  for (const WatchMethod& method : methods_.watches) WatchCall::Wait(*this, method);
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
    // The tick, and news that nobody hears any more.
  }
}

void Loop::AddLongCall(LongCall& call) {
  long_calls_.insert(&call);
  if (draining_) call.Drain();
}

RoomAudience& Loop::AudienceOf(const std::shared_ptr<Room>& room) {
  std::unique_ptr<RoomAudience>& audience = audiences_[room.get()];
  if (audience == nullptr) audience = std::make_unique<RoomAudience>(*this, room);
  return *audience;
}

void Loop::Run() {
  running_here = this;
  const gpr_timespec at_once = gpr_time_0(GPR_CLOCK_MONOTONIC);
  const gpr_timespec never = gpr_inf_future(GPR_CLOCK_MONOTONIC);
  int events = 0;  // while there has been news
  while (!stopping_ || calls_ > 0) {
    void* tag = nullptr;
    bool ok = false;
    const auto next = queue_->AsyncNext(&tag, &ok, news_.empty() ? never : at_once);
    if (next == grpc::CompletionQueue::GOT_EVENT) static_cast<Tag*>(tag)->Proceed(ok);
    events = news_.empty() ? 0 : events + 1;
    if (next == grpc::CompletionQueue::TIMEOUT || events > kMostEventsBeforeNews) {
      events = 0;
      DealOutNews();
    }
  }
}

void Loop::DealOutNews() {
  for (RoomAudience* audience : std::exchange(news_, {})) audience->Hear();
}

void Loop::OnTick(bool ok) {
  if (!ok) return;
  const absl::Time now = absl::Now();
  // A copy: whoever is cut is removed.
  for (LongCall* call : std::vector<LongCall*>(long_calls_.begin(), long_calls_.end())) {
    call->LookAfter(std::chrono::steady_clock::now());
  }
  std::erase_if(audiences_, [](const auto& entry) { return entry.second->Dissolve(); });
  rooms_.Sweep(now);
  tick_.Set(queue_.get(), std::chrono::system_clock::now() + kTick, &tick_tag_);
}

void Loop::OnDrain(bool /*ok*/) {
  draining_ = true;
  // A copy: whoever is drained is removed.
  for (LongCall* call : std::vector<LongCall*>(long_calls_.begin(), long_calls_.end())) {
    call->Drain();
  }
}

void Loop::OnStop(bool /*ok*/) { stopping_ = true; }

}  // namespace workbook::chat
