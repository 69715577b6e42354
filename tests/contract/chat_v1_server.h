// What chat_server promises beyond the contract of workbook.chat.v1: what it does with what the
// contract leaves open, its limits, which its flags set, and how it ends. What any server of this
// contract owes stands in chat_v1_contract.h.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "support/chat_door.h"
#include "support/room_door.h"
#include "support/subject.h"

namespace workbook::testing {

/// The texts "1", "2", ... as Ann says them in a room where nothing else happens: "1 ann: 1", ...
std::vector<std::string> Numbers(int first, int last);

/// A server that can be told to end as an operator ends it: with a drain.
class StoppableEndpoint : public Endpoint {
 public:
  virtual void Stop() = 0;
};

struct ChatV1Subject {
  std::string name;
  std::function<std::unique_ptr<StoppableEndpoint>(const std::vector<std::string>& flags)> start;
};

inline void PrintTo(const ChatV1Subject& subject, std::ostream* out) { *out << subject.name; }

inline std::string ChatV1SubjectName(const ::testing::TestParamInfo<ChatV1Subject>& info) {
  return info.param.name;
}

class ChatV1Server : public ::testing::TestWithParam<ChatV1Subject> {
 protected:
  /// First in each test.
  void Serve(const std::vector<std::string>& flags = {}) {
    endpoint_ = GetParam().start(flags);
    door_ = std::make_unique<RoomDoor>(endpoint_->channel());
  }

  /// Ann says Numbers in the kitchen.
  void SayNumbers(int first, int last);

  std::unique_ptr<StoppableEndpoint> endpoint_;
  std::unique_ptr<RoomDoor> door_;
};

/// Many at once, and much: seconds instead of milliseconds.
class ChatV1Crowd : public ChatV1Server {};

/// How it ends. Not for a server without a socket: gRPC ends its calls at once.
class ChatV1Ending : public ChatV1Server {};

}  // namespace workbook::testing
