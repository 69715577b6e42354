// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstddef>
#include <memory>

#include "chat_message.grpc.pb.h"

namespace lesson {

/// A chat_proto.Chat that keeps the newest `kept` messages. When a reader's next message is no
/// longer kept, the stream ends with RESOURCE_EXHAUSTED and the number of messages it missed.
std::unique_ptr<grpc::Service> MakeChat(size_t kept);

}  // namespace lesson
