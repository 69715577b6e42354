// Message size limits: each side sets how large a message it accepts.
#include "lessons/message_limits/lesson.h"

namespace lesson {

void LimitServer(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kLargestRequest);
}

grpc::ChannelArguments LimitClient() {
  grpc::ChannelArguments arguments;
  // TODO: an order may be larger than gRPC's default limit: let the client accept orders of up to
  // kLargestOrder bytes, and none that is larger.
  return arguments;
}

}  // namespace lesson
