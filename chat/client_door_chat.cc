#include "chat/client_door_chat.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "chat/client_subscription.h"
#include "chat/client_text.h"
#include "chat/limits.h"
#include "rpc/status.h"

namespace workbook::chat {

/// The stream on which a client talks, for a thread that may block. A stream has no deadline, so
/// each wait here has one.
class TalkReactor final : public grpc::ClientWriteReactor<::chat::ChatMessage> {
 public:
  TalkReactor(::chat::ChatService::Stub& stub, std::chrono::milliseconds timeout)
      : timeout_(absl::FromChrono(timeout)) {
    stub.async()->Chat(&context_, &reply_, this);
    AddHold();  // for the writes, which start outside of any reaction
    StartCall();
  }

  ~TalkReactor() override {
    context_.TryCancel();
    End().IgnoreError();
  }

  /// False when the stream has ended, before or while `message` was written.
  bool Write(::chat::ChatMessage message) {
    message_ = std::move(message);
    StartWrite(&message_);
    return AwaitWrite();
  }

  /// Half-closes: the server hears out all that was written, then answers.
  absl::Status Close() {
    StartWritesDone();
    AwaitWrite();
    return End();
  }

  /// What the stream ended with.
  absl::Status End() {
    if (!std::exchange(hold_removed_, true)) RemoveHold();
    absl::MutexLock lock(&mutex_);
    const auto ended = [this] { return end_.has_value(); };
    if (!mutex_.AwaitWithTimeout(absl::Condition(&ended), timeout_)) {
      timed_out_ = true;
      context_.TryCancel();
      mutex_.Await(absl::Condition(&ended));
    }
    return timed_out_ ? Timeout() : *end_;
  }

 private:
  void OnWriteDone(bool ok) override { SetWritten(ok); }
  void OnWritesDoneDone(bool ok) override { SetWritten(ok); }
  void OnDone(const grpc::Status& status) override {
    absl::MutexLock lock(&mutex_);
    end_ = rpc::FromGrpcStatus(status);
  }

  void SetWritten(bool ok) {
    absl::MutexLock lock(&mutex_);
    written_ = ok;
  }

  bool AwaitWrite() {
    absl::MutexLock lock(&mutex_);
    const auto written = [this] { return written_.has_value(); };
    if (!mutex_.AwaitWithTimeout(absl::Condition(&written), timeout_)) {
      timed_out_ = true;
      context_.TryCancel();  // message_ is gRPC's until the write has ended
      mutex_.Await(absl::Condition(&written));
    }
    return *std::exchange(written_, std::nullopt) && !timed_out_;
  }

  absl::Status Timeout() const {
    return absl::DeadlineExceededError(
        absl::StrCat("the server took nothing for ", absl::FormatDuration(timeout_)));
  }

  const absl::Duration timeout_;
  grpc::ClientContext context_;  // without a deadline: the stream lasts as long as the talk
  ::chat::Empty reply_;
  ::chat::ChatMessage message_;
  bool hold_removed_ = false;
  bool timed_out_ = false;

  absl::Mutex mutex_;
  std::optional<bool> written_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

StreamedChatDoor::StreamedChatDoor(const std::shared_ptr<grpc::Channel>& channel,
                                   std::chrono::milliseconds timeout)
    : stub_(::chat::ChatService::NewStub(channel)), timeout_(timeout) {}

StreamedChatDoor::~StreamedChatDoor() = default;

Answer StreamedChatDoor::Say(const Line& line) {
  if (absl::Status sayable = CheckSayable(line.owner, line.text); !sayable.ok()) return sayable;
  if (line.text.size() > kMaxTextBytes) {
    return absl::InvalidArgumentError(absl::StrCat("the text is ", line.text.size(),
                                                   " bytes long; ", kMaxTextBytes, " are allowed"));
  }
  ::chat::ChatMessage message;
  message.set_user(line.owner);
  message.set_message(line.text);

  if (line.owner.empty()) {
    // Only the end of a stream tells whether the server takes this name: give it one of its own.
    TalkReactor alone(*stub_, timeout_);
    return BlameEmptyName(line.owner, alone.Write(message) ? alone.Close() : alone.End());
  }

  if (talk_ != nullptr) {
    if (talk_->Write(message)) return absl::OkStatus();
    const absl::Status end = std::exchange(talk_, nullptr)->End();
    if (absl::IsDeadlineExceeded(end)) return end;
    // A server that went away is the reader's news; a refusal is nobody's but ours.
    if (!ServerWentAway(end)) late_refusal_.Update(end);
  }
  talk_ = std::make_unique<TalkReactor>(*stub_, timeout_);
  if (talk_->Write(std::move(message))) return absl::OkStatus();
  return std::exchange(talk_, nullptr)->End();
}

std::unique_ptr<Subscription> StreamedChatDoor::Subscribe(const Beginning& beginning) {
  return std::make_unique<StreamSubscription<::chat::Empty, ::chat::ChatMessage>>(
      beginning.wait_for_server, ::chat::Empty(),
      [this](grpc::ClientContext* context, const auto* everything, auto* reactor) {
        stub_->async()->broadcast_message(context, everything, reactor);
      },
      +[](const ::chat::ChatMessage& message, std::vector<Heard>& events) {
        events.push_back(WhatWasSaid(message.user(), message.message()));
      });
}

absl::Status StreamedChatDoor::TakeLateRefusal() {
  return std::exchange(late_refusal_, absl::OkStatus());
}

absl::Status StreamedChatDoor::Close() {
  if (talk_ == nullptr) return absl::OkStatus();
  return std::exchange(talk_, nullptr)->Close();
}

}  // namespace workbook::chat
