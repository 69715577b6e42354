// Raises the limit for what the client sends, of which there was none anyway.
#include "lesson.h"

namespace lesson {

void LimitServer(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kLargestRequest);
}

grpc::ChannelArguments LimitClient() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxSendMessageSize(kLargestOrder);
  return arguments;
}

}  // namespace lesson
