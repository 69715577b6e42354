// Lesson 16, message size limits: each side says how large a message it takes.
#include "lesson.h"

namespace lesson {

void LimitServer(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kLargestRequest);
}

grpc::ChannelArguments LimitClient() {
  grpc::ChannelArguments arguments;
  // TODO: an order may be larger than gRPC takes unless it is told: let the client take one of up
  // to kLargestOrder bytes, and none that is larger.
  return arguments;
}

}  // namespace lesson
