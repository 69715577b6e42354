// A gRPC chat server under load, through any of its contracts.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "tests/bench/fanout/grpc_publisher.h"
#include "tests/bench/fanout/grpc_reader.h"
#include "tests/bench/fanout/system.h"

namespace workbook::tests {

using MakePublisher = std::unique_ptr<GrpcPublisher> (*)(std::shared_ptr<grpc::Channel>,
                                                         grpc::CompletionQueue&);

class GrpcSystem final : public System {
 public:
  GrpcSystem(std::unique_ptr<ServerProcess> server, GrpcReading reading, MakePublisher publisher,
             size_t streams);

  /// Ends all calls before the server.
  ~GrpcSystem() override;

  const ServerProcess& server() const override { return *server_; }
  absl::Status Join(size_t readers) override { return Add(readers, /*stalled=*/false); }
  absl::Status JoinStalled(size_t readers) override { return Add(readers, /*stalled=*/true); }
  absl::Status Publish(const std::string& text, size_t count, bool pipelined) override;
  absl::Status WaitForEvent(Deliveries& deliveries) override;

 private:
  absl::Status Add(size_t readers, bool stalled);
  std::shared_ptr<grpc::Channel> Dial() const;

  const std::unique_ptr<ServerProcess> server_;
  const GrpcReading reading_;
  const size_t streams_;  // on a connection
  grpc::CompletionQueue queue_;
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs_;
  std::vector<std::unique_ptr<GrpcReader>> readers_;
  const std::unique_ptr<GrpcPublisher> publisher_;
};

}  // namespace workbook::tests
