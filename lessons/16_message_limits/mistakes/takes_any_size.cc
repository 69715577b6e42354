// Takes messages of any size: one bad server, or one bad order, fills the client's memory.
#include "lesson.h"

namespace lesson {

void LimitServer(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kLargestRequest);
}

grpc::ChannelArguments LimitClient() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  return arguments;
}

}  // namespace lesson
