// Lesson 16, message size limits: each side says how large a message it takes.
#include "lesson.h"

namespace lesson {

void LimitServer(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kLargestRequest);
}

grpc::ChannelArguments LimitClient() {
  grpc::ChannelArguments arguments;
  // gRPC's own limit is 4 MiB, and guards a client against a reply that would fill its memory.
  arguments.SetMaxReceiveMessageSize(kLargestOrder);
  return arguments;
}

}  // namespace lesson
