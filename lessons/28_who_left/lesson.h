// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>

#include "chat_message.grpc.pb.h"

namespace lesson {

struct Chat {
  /// A chat_proto.Chat. When a reader comes or goes, the readers hear how many are here: "2 here".
  std::unique_ptr<grpc::Service> service;
  /// Ends the streams of all who are here. To be called before the server's Shutdown.
  std::function<void()> close;
};

Chat MakeChat();

}  // namespace lesson
