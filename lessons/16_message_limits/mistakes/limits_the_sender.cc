// Limits what its own server sends, and takes anything from any other.
#include "lesson.h"

namespace lesson {

void LimitServer(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kLargestRequest);
  builder.SetMaxSendMessageSize(kLargestOrder);
}

grpc::ChannelArguments LimitClient() {
  grpc::ChannelArguments arguments;
  // gRPC's own limit is 4 MiB, and guards a client against a reply that would fill its memory.
  arguments.SetMaxReceiveMessageSize(-1);
  return arguments;
}

}  // namespace lesson
