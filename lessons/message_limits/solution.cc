// Message size limits: each side sets how large a message it accepts.
#include "lessons/message_limits/lesson.h"

namespace lesson {

void LimitServer(grpc::ServerBuilder& builder, const Limits& limits) {
  // What a server receives protects its memory; what it sends saves a transfer in vain.
  builder.SetMaxReceiveMessageSize(limits.request);
  builder.SetMaxSendMessageSize(limits.order);
}

grpc::ChannelArguments LimitClient(const Limits& limits) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(limits.order);  // gRPC's own limit is 4 MiB
  arguments.SetMaxSendMessageSize(limits.request);   // gRPC's own: none
  return arguments;
}

}  // namespace lesson
