// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>

#include "chat_message.grpc.pb.h"

namespace lesson {

class Chat : public chat_proto::Chat::Service {
 public:
  /// From now on `send` ends with UNAVAILABLE, and so does the stream of each reader, when it has
  /// received all messages. The status says that the chat is shutting down.
  virtual void Close() = 0;
};

std::unique_ptr<Chat> MakeChat();

/// Stops the server with the chat on it, and returns when no call is left: the chat is closed, and
/// calls that are not over after `grace_period` are cancelled.
void Stop(grpc::Server& server, Chat& chat, std::chrono::milliseconds grace_period);

}  // namespace lesson
