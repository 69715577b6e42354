// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>

#include "chat_message.grpc.pb.h"

namespace lesson {

/// Returns the bytes of `message` as they go over the wire. The check passes one that counts its
/// calls and tracks when the bytes are freed; a real one is Encode in chat/server/wire.h.
using Encode = std::function<grpc::ByteBuffer(const chat_proto::ChatMessage& message)>;

/// A chat_proto.Chat whose readers receive all messages from their initial metadata on. The server
/// encodes each message once, and sends all readers the same bytes.
std::unique_ptr<grpc::Service> MakeChat(Encode encode);

}  // namespace lesson
