// The second tutorial's door: all that a client says goes through one stream, kept open, on which
// the server answers once: when it ends.
#pragma once

#include <memory>
#include <string>

#include "chat.grpc.pb.h"
#include "chat/client_door.h"

namespace workbook::chat {

class TalkReactor;

class StreamedChatDoor final : public ChatDoor {
 public:
  StreamedChatDoor(const std::shared_ptr<grpc::Channel>& channel,
                   std::chrono::milliseconds timeout);
  ~StreamedChatDoor() override;

  /// OK once the message is on its way: this contract has no answer to one message. Too long a text
  /// is found here, for one message that the server refuses takes those behind it down with it. A
  /// stream that broke is opened anew, and what it broke with is left to TakeLateRefusal.
  Answer Say(const Line& line) override;
  std::unique_ptr<Subscription> Subscribe(const Beginning& beginning) override;
  absl::Status TakeLateRefusal() override;
  /// Ends the stream on which was talked, and waits for the server's word on it.
  absl::Status Close() override;

 private:
  const std::unique_ptr<::chat::ChatService::Stub> stub_;
  const std::chrono::milliseconds timeout_;
  std::unique_ptr<TalkReactor> talk_;  // null until something is said, and after a break
  absl::Status late_refusal_;
};

}  // namespace workbook::chat
