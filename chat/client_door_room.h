// The chat's own door, workbook.chat.v1: to read is a stream that can be resumed, to speak is a
// call that can be repeated.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "chat/client_door.h"
#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::chat {

class RoomDoor final : public ChatDoor {
 public:
  RoomDoor(const std::shared_ptr<grpc::Channel>& channel, DoorChoice choice);

  Answer Say(const Line& line) override;
  std::unique_ptr<Subscription> Subscribe(const Beginning& beginning) override;
  bool HasNumbers() const override { return true; }

 private:
  const std::unique_ptr<v1::ChatService::Stub> stub_;
  const DoorChoice choice_;
};

}  // namespace workbook::chat
