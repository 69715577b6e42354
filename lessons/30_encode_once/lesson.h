// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>

#include "chat_message.grpc.pb.h"

namespace lesson {

/// The bytes of `message` as they go over the wire. It comes from the check, which counts how often
/// it is called and sees when the bytes are freed; a real one is Encode in chat/wire.h.
using Encode = std::function<grpc::ByteBuffer(const chat_proto::ChatMessage& message)>;

/// A chat_proto.Chat whose readers hear what is said from their initial metadata on. Each message
/// is encoded once, and all readers are sent the same bytes.
std::unique_ptr<grpc::Service> MakeChat(Encode encode);

}  // namespace lesson
