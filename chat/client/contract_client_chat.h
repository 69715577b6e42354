// chat.ChatService, the second tutorial's contract: the client sends all its messages on one
// stream, which it keeps open, and the server answers once, at the end of the stream.
#pragma once

#include <memory>
#include <string>

#include "chat.grpc.pb.h"
#include "chat/client/contract_client.h"

namespace workbook::chat::client {

class SendReactor;

class StreamedChatClient final : public ContractClient {
 public:
  StreamedChatClient(const std::shared_ptr<grpc::Channel>& channel,
                     std::chrono::milliseconds timeout);
  ~StreamedChatClient() override;

  /// OK once the message is on its way: this contract does not answer a single message. A text that
  /// is too long is refused here, since a message that the server refuses ends the stream and loses
  /// the messages behind it. Opens a new stream when the old one broke, and leaves the old stream's
  /// status to TakeLateRefusal.
  SendResult Send(const SendRequest& request) override;
  std::unique_ptr<Subscription> Subscribe(const JoinOptions& options) override;
  absl::Status TakeLateRefusal() override;
  /// Ends the stream of messages, and waits for the server's answer to it.
  absl::Status Close() override;

 private:
  const std::unique_ptr<::chat::ChatService::Stub> stub_;
  const std::chrono::milliseconds timeout_;
  std::unique_ptr<SendReactor> stream_;  // null before the first message, and after a break
  absl::Status late_refusal_;
};

}  // namespace workbook::chat::client
