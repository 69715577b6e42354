// A server with the exercise's service.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>

#include <functional>
#include <memory>
#include <string>

namespace workbook::lessons::check {

/// Runs for as long as it lives, with gRPC's own defaults.
class TestServer {
 public:
  enum class Over {
    kInProcess,  ///< no socket: quick, but retry, peer(), keepalive, TLS and draining differ
    kLoopback,   ///< 127.0.0.1, a port that the kernel picks
  };

  /// What a check adds to the server before it starts: interceptors, limits.
  using Configure = std::function<void(grpc::ServerBuilder&)>;

  explicit TestServer(std::unique_ptr<grpc::Service> service, Over over = Over::kInProcess,
                      const Configure& configure = {});
  /// Cancels the calls that still run.
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  std::shared_ptr<grpc::Channel> channel() const { return channel_; }
  /// HOST:PORT; empty in process.
  const std::string& target() const { return target_; }
  grpc::Server& server() { return *server_; }

 private:
  const std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<grpc::Server> server_;
  std::string target_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace workbook::lessons::check
