// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstddef>
#include <functional>
#include <memory>

#include "chat_message.grpc.pb.h"

namespace lesson {

/// Called with the number of readers whenever it has changed. Returns at once, and locks nothing of
/// the chat's.
using OnCount = std::function<void(size_t here)>;

struct Chat {
  /// A chat_proto.Chat in which nobody sends. A reader that has its initial metadata is counted.
  /// When its call is cancelled, it has left: the count falls, and its call is finished.
  std::unique_ptr<grpc::Service> service;
  /// Ends the streams of all readers with OK; the count is 0 then. Called once, before the server's
  /// Shutdown. No reader comes later, but readers may leave meanwhile.
  std::function<void()> close;
};

Chat MakeChat(OnCount on_count);

}  // namespace lesson
