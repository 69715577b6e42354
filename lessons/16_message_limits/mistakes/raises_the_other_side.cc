// Raises the server's limit: that is for requests. The order is refused by the client that gets it.
#include "lesson.h"

namespace lesson {

void LimitServer(grpc::ServerBuilder& builder) { builder.SetMaxReceiveMessageSize(kLargestOrder); }

grpc::ChannelArguments LimitClient() {
  grpc::ChannelArguments arguments;
  return arguments;
}

}  // namespace lesson
