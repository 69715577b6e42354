// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "chat_message.grpc.pb.h"

namespace lesson {

/// A chat_proto.Chat in which every reader hears all that was ever said, and one that has nothing
/// to read costs next to nothing.
std::unique_ptr<grpc::Service> MakeChat();

}  // namespace lesson
