// Two ways to publish over gRPC: one stream for all messages, or one call for each.
#pragma once

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

namespace workbook::tests {

class GrpcPublisher {
 public:
  virtual ~GrpcPublisher() = default;
  /// Publishes `text` `count` times, or begins to; the events of `queue` drive the rest.
  virtual void Publish(const std::string& text, size_t count, bool pipelined) = 0;
  virtual void Cancel() = 0;
  virtual bool failed() const = 0;
};

/// chat.ChatService/Chat, on its own queue instead of `queue`. Pipelined: all messages of a burst
/// but the last have a buffer hint.
std::unique_ptr<GrpcPublisher> PublishByStream(std::shared_ptr<grpc::Channel> channel,
                                               grpc::CompletionQueue& queue);

/// workbook.chat.v1.ChatService/Send to the lobby: a burst starts its calls at once, and gRPC forms
/// the packets, pipelined or not.
std::unique_ptr<GrpcPublisher> PublishByCall(std::shared_ptr<grpc::Channel> channel,
                                             grpc::CompletionQueue& queue);

}  // namespace workbook::tests
