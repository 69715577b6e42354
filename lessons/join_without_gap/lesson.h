// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>

#include "chat_message.grpc.pb.h"

namespace lesson {

/// Looks up the user who wants to join. OK: the user may. That may take a while.
using UserLookup = std::function<grpc::Status()>;

/// A chat_proto.Chat. `recv` looks up the user: unless the result is OK, it ends the stream with
/// that status. A reader that has its initial metadata receives every message from then on, and
/// none that was sent before its call.
std::unique_ptr<grpc::Service> MakeChat(UserLookup look_up_user);

}  // namespace lesson
