// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>

#include "chat_message.grpc.pb.h"

namespace lesson {

class Chat : public chat_proto::Chat::Service {
 public:
  /// From now on refuses messages, and ends the stream of each reader that has received everything
  /// with UNAVAILABLE.
  virtual void Close() = 0;
};

std::unique_ptr<Chat> MakeChat();

/// Stops the server with the chat on it. Readers receive the messages sent before; calls that are
/// not over after `grace_period` are cancelled.
void Stop(grpc::Server& server, Chat& chat, std::chrono::milliseconds grace_period);

}  // namespace lesson
