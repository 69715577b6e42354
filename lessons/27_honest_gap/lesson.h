// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstddef>
#include <memory>

#include "chat_message.grpc.pb.h"

namespace lesson {

/// A chat_proto.Chat that keeps the newest `kept` messages. The stream of a reader that is to be
/// sent one that is no longer there ends with RESOURCE_EXHAUSTED and says how many it missed.
std::unique_ptr<grpc::Service> MakeChat(size_t kept);

}  // namespace lesson
