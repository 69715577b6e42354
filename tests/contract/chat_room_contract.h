// What a chat server with all doors promises: one room, one order. Instantiate ChatRoomContract
// with the servers to judge.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "support/chat_door.h"
#include "support/subject.h"

namespace workbook::testing {

class ChatRoomContract : public ::testing::TestWithParam<Subject> {
 protected:
  ChatRoomContract() : endpoint_(GetParam().start()) {
    for (const DoorKind& kind : AllDoorKinds()) doors_.push_back(kind.open(endpoint_->channel()));
  }

  const std::unique_ptr<Endpoint> endpoint_;
  std::vector<std::unique_ptr<ChatDoor>> doors_;  // as in AllDoorKinds()
};

}  // namespace workbook::testing
