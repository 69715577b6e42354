// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "chat_message.grpc.pb.h"

namespace lesson {

/// A chat_proto.Chat that sends every reader all messages; a reader that waits for the next one
/// costs next to nothing.
std::unique_ptr<grpc::Service> MakeChat();

}  // namespace lesson
