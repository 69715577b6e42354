// Calls any method with messages as bytes: for gRPC's own services, whose .proto files are not part
// of this repository.
#pragma once

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "rpc/channel.h"

namespace workbook::tests {

/// One call of any mode, driven from one thread. Each step blocks until it is done.
class RawCall {
 public:
  /// `method`: "/grpc.health.v1.Health/Check".
  RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
          std::chrono::milliseconds timeout = std::chrono::seconds(30));
  ~RawCall();
  RawCall(const RawCall&) = delete;
  RawCall& operator=(const RawCall&) = delete;

  /// False when the call ends without it.
  bool WaitForInitialMetadata();
  bool Write(const std::string& message);
  void WritesDone();
  /// None at the end of the stream.
  std::optional<std::string> Read();
  grpc::Status Finish();

 private:
  bool Step();

  rpc::CallContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
};

}  // namespace workbook::tests
