// Message size limits: each side sets how large a message it accepts.
#include "lessons/message_limits/lesson.h"

namespace lesson {

void LimitServer(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kLargestRequest);
}

grpc::ChannelArguments LimitClient() {
  grpc::ChannelArguments arguments;
  // gRPC's default, 4 MiB, protects a client from a reply that would fill its memory.
  arguments.SetMaxReceiveMessageSize(kLargestOrder);
  return arguments;
}

}  // namespace lesson
