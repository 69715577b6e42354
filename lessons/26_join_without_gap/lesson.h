// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>

#include "chat_message.grpc.pb.h"

namespace lesson {

/// Returns when a reader may come in: it looks up who that is, and that may take a while.
using Doorkeeper = std::function<void()>;

/// A chat_proto.Chat in which a reader hears what is said from when it has its initial metadata.
std::unique_ptr<grpc::Service> MakeChat(Doorkeeper doorkeeper);

}  // namespace lesson
