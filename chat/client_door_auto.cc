#include "chat/client_door_auto.h"

#include <utility>

namespace workbook::chat {

AutoDoor::AutoDoor(std::unique_ptr<ChatDoor> first, std::unique_ptr<ChatDoor> second,
                   std::string room)
    : first_(std::move(first)), second_(std::move(second)), room_(std::move(room)) {}

std::optional<std::string> AutoDoor::FallBack() {
  // Another room than the one that was asked for would be worse than none.
  if (fallen_back_ || room_ != "lobby") return std::nullopt;
  fallen_back_ = true;
  return "the server has no workbook.chat.v1: talking through chat_proto";
}

}  // namespace workbook::chat
