#include "tests/faults/call_storm.h"

#include <gtest/gtest.h>

#include <optional>

#include "rpc/channel.h"
#include "tests/e2e/programs.h"

namespace workbook::tests {
namespace {

// Concurrent calls on one connection; the servers here allow 100.
constexpr int kAtOnce = 32;

// Makes one call after the other, each a chain of operations with one at a time.
class Slot {
 public:
  Slot(std::shared_ptr<grpc::Channel> channel, grpc::CompletionQueue& queue)
      : stub_(std::move(channel)), queue_(queue) {}

  void Start(StormCall call) {
    call_ = std::move(call);
    stream_.reset();  // its memory belongs to the context's call
    context_.emplace(kHang);
    stream_ = stub_.PrepareCall(&*context_, call_.path, &queue_);
    step_ = Step::kSend;
    stream_->StartCall(this);
  }

  /// Continues after an operation. True when the call has ended, with `status`.
  bool GoOn(bool ok) {
    switch (ok ? step_ : step_ == Step::kEnded ? Step::kEnded : Step::kFinish) {
      case Step::kSend: {
        const grpc::Slice slice(call_.request);
        step_ = call_.streams_replies ? Step::kWaitForAcceptance : Step::kWaitForReply;
        stream_->WriteLast(grpc::ByteBuffer(&slice, 1), {}, this);
        return false;
      }
      case Step::kWaitForAcceptance:
        step_ = Step::kCancel;
        stream_->ReadInitialMetadata(this);
        return false;
      case Step::kWaitForReply:
        step_ = Step::kFinish;
        stream_->Read(&reply_, this);
        return false;
      case Step::kCancel:
        context_->TryCancel();
        [[fallthrough]];
      case Step::kFinish:
        step_ = Step::kEnded;
        stream_->Finish(&status_, this);
        return false;
      case Step::kEnded:
        return true;
    }
    return true;
  }

  const grpc::Status& status() const { return status_; }

 private:
  enum class Step { kSend, kWaitForAcceptance, kWaitForReply, kCancel, kFinish, kEnded };

  grpc::GenericStub stub_;
  grpc::CompletionQueue& queue_;
  StormCall call_;
  std::optional<rpc::CallContext> context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
  grpc::ByteBuffer reply_;
  grpc::Status status_;
  Step step_ = Step::kSend;
};

}  // namespace

StatusCounts RunCallStorm(const std::vector<std::shared_ptr<grpc::Channel>>& channels, int count,
                          const std::function<StormCall()>& next) {
  grpc::CompletionQueue queue;
  std::vector<std::unique_ptr<Slot>> slots;
  for (const auto& channel : channels) {
    for (int i = 0; i < kAtOnce; ++i) slots.push_back(std::make_unique<Slot>(channel, queue));
  }
  int started = 0;
  int ended = 0;
  for (; started < count && static_cast<size_t>(started) < slots.size(); ++started) {
    slots[static_cast<size_t>(started)]->Start(next());
  }
  StatusCounts counts;
  void* tag = nullptr;
  bool ok = false;
  while (ended < started && queue.Next(&tag, &ok)) {
    auto* slot = static_cast<Slot*>(tag);
    if (!slot->GoOn(ok)) continue;
    ++ended;
    ++counts[slot->status().error_code()];
    if (started < count) {
      ++started;
      slot->Start(next());
    }
  }
  queue.Shutdown();
  return counts;
}

}  // namespace workbook::tests
