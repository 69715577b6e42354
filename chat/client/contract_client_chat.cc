#include "chat/client/contract_client_chat.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "chat/client/stream_subscription.h"
#include "chat/core/limits.h"
#include "rpc/status.h"

namespace workbook::chat::client {

/// The stream of a client's messages, for a thread that may block. The stream has no deadline, so
/// each wait here has one.
class SendReactor final : public grpc::ClientWriteReactor<::chat::ChatMessage> {
 public:
  SendReactor(::chat::ChatService::Stub& stub, std::chrono::milliseconds timeout)
      : timeout_(absl::FromChrono(timeout)) {
    stub.async()->Chat(&context_, &reply_, this);
    AddHold();  // for the writes, which start outside of any reaction
    StartCall();
  }

  ~SendReactor() override {
    context_.TryCancel();
    End().IgnoreError();
  }

  /// False when the stream has ended, before or during the write.
  bool Write(::chat::ChatMessage message) {
    message_ = std::move(message);
    StartWrite(&message_);
    return AwaitWrite();
  }

  /// Half-closes: the server takes all messages that were written, then answers.
  absl::Status Close() {
    StartWritesDone();
    AwaitWrite();
    return End();
  }

  /// The stream's final status.
  absl::Status End() {
    if (!std::exchange(hold_removed_, true)) RemoveHold();
    base::MutexLock lock(mutex_);
    const auto ended = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return end_.has_value(); };
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
    base::MutexLock lock(mutex_);
    end_ = rpc::FromGrpcStatus(status);
  }

  void SetWritten(bool ok) {
    base::MutexLock lock(mutex_);
    written_ = ok;
  }

  bool AwaitWrite() {
    base::MutexLock lock(mutex_);
    const auto written = [this]()
                             ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return written_.has_value(); };
    if (!mutex_.AwaitWithTimeout(absl::Condition(&written), timeout_)) {
      timed_out_ = true;
      context_.TryCancel();  // message_ belongs to gRPC until the write has ended
      mutex_.Await(absl::Condition(&written));
    }
    return *std::exchange(written_, std::nullopt) && !timed_out_;
  }

  absl::Status Timeout() const {
    return absl::DeadlineExceededError(
        absl::StrCat("the server accepted no message for ", absl::FormatDuration(timeout_)));
  }

  const absl::Duration timeout_;
  grpc::ClientContext context_;  // without a deadline: the stream lasts as long as the session
  ::chat::Empty reply_;
  ::chat::ChatMessage message_;
  bool hold_removed_ = false;
  bool timed_out_ = false;

  absl::Mutex mutex_;
  std::optional<bool> written_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

StreamedChatClient::StreamedChatClient(const std::shared_ptr<grpc::Channel>& channel,
                                       std::chrono::milliseconds timeout)
    : stub_(::chat::ChatService::NewStub(channel)), timeout_(timeout) {}

StreamedChatClient::~StreamedChatClient() = default;

SendResult StreamedChatClient::Send(const SendRequest& request) {
  if (absl::Status check = CheckSendable(request.sender, request.text); !check.ok()) return check;
  if (request.text.size() > core::kMaxTextBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the text is ", request.text.size(), " bytes long; the limit is ", core::kMaxTextBytes));
  }
  ::chat::ChatMessage message;
  message.set_user(request.sender);
  message.set_message(request.text);

  if (request.sender.empty()) {
    // Only the end of a stream shows whether the server takes this name: use a separate stream.
    SendReactor separate(*stub_, timeout_);
    const absl::Status end = separate.Write(message) ? separate.Close() : separate.End();
    return BlameEmptyName(request.sender, end);
  }

  if (stream_ != nullptr) {
    if (stream_->Write(message)) return absl::OkStatus();
    const absl::Status end = std::exchange(stream_, nullptr)->End();
    if (absl::IsDeadlineExceeded(end)) return end;
    // The reader reports a lost connection; only this class can report a refusal.
    if (!IsConnectionLoss(end)) late_refusal_.Update(end);
  }
  stream_ = std::make_unique<SendReactor>(*stub_, timeout_);
  if (stream_->Write(std::move(message))) return absl::OkStatus();
  return std::exchange(stream_, nullptr)->End();
}

std::unique_ptr<Subscription> StreamedChatClient::Subscribe(const JoinOptions& options) {
  return std::make_unique<StreamSubscription<::chat::Empty, ::chat::ChatMessage>>(
      options.wait_for_server, ::chat::Empty(),
      [this](grpc::ClientContext* context, const auto* empty, auto* reactor) {
        stub_->async()->broadcast_message(context, empty, reactor);
      },
      +[](const ::chat::ChatMessage& message, std::vector<Event>& events) {
        AppendMessage(message.user(), message.message(), events);
      });
}

absl::Status StreamedChatClient::TakeLateRefusal() {
  return std::exchange(late_refusal_, absl::OkStatus());
}

absl::Status StreamedChatClient::Close() {
  if (stream_ == nullptr) return absl::OkStatus();
  return std::exchange(stream_, nullptr)->Close();
}

}  // namespace workbook::chat::client
