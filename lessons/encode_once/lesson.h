// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "chat_message.grpc.pb.h"
#include "lessons/check/reader_stream.h"

namespace lesson {

using workbook::lessons::check::ReaderStream;

/// A chat_proto.Chat whose readers receive all messages from their initial metadata on. The server
/// encodes each message once, and sends all readers the same bytes.
std::unique_ptr<grpc::Service> MakeChat();

}  // namespace lesson
