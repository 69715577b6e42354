#include "chat/reader_loop.h"

#include <utility>
#include <vector>

#include "chat/reader_call.h"
#include "chat/room_audience.h"

namespace workbook::chat {
namespace {

constexpr std::chrono::seconds kTick{1};

}  // namespace

ReaderLoop::ReaderLoop(Rooms& rooms, const std::vector<ReaderDoor>& doors,
                       std::unique_ptr<grpc::ServerCompletionQueue> queue)
    : rooms_(rooms), doors_(doors), queue_(std::move(queue)) {}

ReaderLoop::~ReaderLoop() = default;

void ReaderLoop::Start() {
  for (const ReaderDoor& door : doors_) ReaderCall::Wait(*this, door);
  tick_.Set(queue_.get(), std::chrono::system_clock::now() + kTick, &tick_tag_);
  thread_ = std::thread([this] { Run(); });
}

void ReaderLoop::Stop() {
  // By way of the queue: a call may be in it still, and asking a queue that is shut down for the
  // next call aborts the process.
  stop_.Set(queue_.get(), gpr_time_0(GPR_CLOCK_MONOTONIC), &stop_tag_);
  if (thread_.joinable()) {
    thread_.join();
  } else {
    Run();
  }
}

RoomAudience& ReaderLoop::AudienceOf(const std::shared_ptr<Room>& room) {
  std::unique_ptr<RoomAudience>& audience = audiences_[room.get()];
  if (audience == nullptr) audience = std::make_unique<RoomAudience>(room, queue_.get());
  return *audience;
}

void ReaderLoop::Run() {
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) static_cast<Tag*>(tag)->Proceed(ok && !stopped_);
}

void ReaderLoop::OnTick(bool ok) {
  if (!ok) return;
  const absl::Time now = absl::Now();
  // A copy: whoever is cut is watched no more.
  for (ReaderCall* call : std::vector<ReaderCall*>(watched_.begin(), watched_.end())) {
    call->CutIfStalledSince(now - rooms_.limits().stall_time);
  }
  std::erase_if(audiences_, [](const auto& entry) { return entry.second->Dissolve(); });
  rooms_.Sweep(now);
  tick_.Set(queue_.get(), std::chrono::system_clock::now() + kTick, &tick_tag_);
}

void ReaderLoop::OnStop(bool /*ok*/) {
  stopped_ = true;
  tick_.Cancel();
  queue_->Shutdown();
}

}  // namespace workbook::chat
