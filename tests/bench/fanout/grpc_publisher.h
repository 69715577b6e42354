// Two ways to publish over gRPC: a stream of messages, and a call for each.
#pragma once

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

namespace workbook::bench {

class GrpcPublisher {
 public:
  virtual ~GrpcPublisher() = default;
  /// Publishes `text` `count` times, or begins to; events of `queue` do the rest.
  virtual void Publish(const std::string& text, size_t count, bool pipelined) = 0;
  virtual void Cancel() = 0;
  virtual bool failed() const = 0;
};

/// chat.ChatService/Chat, on a queue of its own instead of `queue`. Pipelined: all messages of a
/// burst but the last with a buffer hint.
std::unique_ptr<GrpcPublisher> PublishByStream(std::shared_ptr<grpc::Channel> channel,
                                               grpc::CompletionQueue& queue);

/// workbook.chat.v1.ChatService/Send into the lobby: a burst is that many calls started at once;
/// gRPC sees to the packets, whether they are to be pipelined or not.
std::unique_ptr<GrpcPublisher> PublishByCall(std::shared_ptr<grpc::Channel> channel,
                                             grpc::CompletionQueue& queue);

}  // namespace workbook::bench
