// What chat_server guarantees beyond the contract of workbook.chat.v1: what the contract leaves
// open, the limits that its flags set, and its shutdown. conformance/suites/room.h has the
// contract.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "conformance/subject.h"
#include "conformance/suites/chat_client.h"
#include "conformance/suites/room_client.h"

namespace workbook::tests {

/// The messages "1", "2", ... of ann, in a room without other events: "1 ann: 1", ...
std::vector<std::string> Numbers(int first, int last);

/// A server that a test can stop as an operator does: with a drain.
class StoppableEndpoint : public conformance::Endpoint {
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
  /// Call it first in each test.
  void StartServer(const std::vector<std::string>& flags = {}) {
    endpoint_ = GetParam().start(flags);
    client_ = std::make_unique<conformance::suites::RoomClient>(endpoint_->channel());
  }

  /// Sends Numbers to the kitchen as ann.
  void SendNumbers(int first, int last);

  std::unique_ptr<StoppableEndpoint> endpoint_;
  std::unique_ptr<conformance::suites::RoomClient> client_;
};

/// Many clients at once: seconds instead of milliseconds.
class ChatV1Concurrency : public ChatV1Server {};

/// Not for a server without a socket: gRPC ends its calls at once.
class ChatV1Shutdown : public ChatV1Server {};

}  // namespace workbook::tests
