// What workbook.chat.v1 promises, as a black-box suite: instantiate the three classes with the
// servers to judge. What the contract leaves to the server, its limits, is said by chat_server's
// flags.
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

class ChatV1Contract : public ::testing::TestWithParam<ChatV1Subject> {
 protected:
  /// First in each test.
  void Serve(const std::vector<std::string>& flags = {}) {
    endpoint_ = GetParam().start(flags);
    door_ = std::make_unique<RoomDoor>(endpoint_->channel());
  }

  /// Ann says as texts the numbers that they get in a room where nothing else happens.
  void SayNumbers(int first, int last);

  std::unique_ptr<StoppableEndpoint> endpoint_;
  std::unique_ptr<RoomDoor> door_;
};

/// Many at once, and much: seconds instead of milliseconds.
class ChatV1Crowd : public ChatV1Contract {};

/// How it ends. Not for a server without a socket: gRPC ends its calls at once.
class ChatV1Ending : public ChatV1Contract {};

}  // namespace workbook::testing
