// One reader's stream on a completion queue. It receives bytes, with any contract.
#pragma once

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>

#include "rpc/channel.h"
#include "tests/bench/fanout/system.h"

namespace workbook::tests {

/// Longer than any run.
inline constexpr std::chrono::hours kStreamTimeout{1};

/// The target of a completion queue's tags.
class GrpcOperation {
 public:
  virtual ~GrpcOperation() = default;
  /// The operation has ended; starts the next.
  virtual void Done(bool ok, Deliveries& deliveries) = 0;
};

/// How to read from a contract.
struct GrpcReading {
  std::string method;  ///< "/chat_proto.Chat/recv"
  grpc::ByteBuffer request;
  size_t (*count)(const grpc::ByteBuffer& response);  ///< the messages in it
};

/// One operation is in flight at any time, and Done starts the next: call, request, initial
/// metadata (the reader is registered), and then one read after the other.
class GrpcReader final : public GrpcOperation {
 public:
  /// `stalled`: stops after the registration.
  GrpcReader(grpc::GenericStub& stub, const GrpcReading& reading, bool stalled,
             grpc::CompletionQueue& queue);

  void Done(bool ok, Deliveries& deliveries) override;
  void Cancel() { context_.TryCancel(); }
  bool failed() const { return failed_; }
  bool registered() const { return stage_ == Stage::kReading; }

 private:
  enum class Stage { kCalling, kAsking, kRegistering, kReading };

  const GrpcReading& reading_;
  const bool stalled_;
  rpc::CallContext context_{kStreamTimeout};
  const std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  grpc::ByteBuffer response_;
  Stage stage_ = Stage::kCalling;
  bool failed_ = false;
};

}  // namespace workbook::tests
