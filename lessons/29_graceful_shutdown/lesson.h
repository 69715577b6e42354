// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>

#include "chat_message.grpc.pb.h"

namespace lesson {

class Chat : public chat_proto::Chat::Service {
 public:
  /// From now on nothing is said, and a reader who has heard everything is told UNAVAILABLE.
  virtual void Close() = 0;
};

std::unique_ptr<Chat> MakeChat();

/// Stops the server with the chat on it. Readers hear what was said before; calls that are not over
/// after `patience` are cancelled.
void Stop(grpc::Server& server, Chat& chat, std::chrono::milliseconds patience);

}  // namespace lesson
