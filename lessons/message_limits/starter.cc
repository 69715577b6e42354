// Message size limits: each side sets how large a message it accepts.
#include "lessons/message_limits/lesson.h"

namespace lesson {

void LimitServer(grpc::ServerBuilder& builder, const Limits& limits) {
  // TODO: let the server accept and send messages of up to these limits, and none that are larger.
}

grpc::ChannelArguments LimitClient(const Limits& limits) {
  grpc::ChannelArguments arguments;
  // TODO: the same for a client.
  return arguments;
}

}  // namespace lesson
