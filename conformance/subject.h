// What a suite runs against. A suite knows only a contract and a channel; the subject decides which
// server the channel leads to.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "conformance/keep_grpc_initialized.h"
#include "conformance/own_connection.h"
#include "rpc/channel.h"
#include "rpc/server.h"

namespace workbook::conformance {

/// A running server, fresh for each test; its destructor stops it.
class Endpoint {
 public:
  virtual ~Endpoint() = default;
  virtual std::shared_ptr<grpc::Channel> channel() = 0;
  /// A channel with its own connection, like that of another client.
  virtual std::shared_ptr<grpc::Channel> AnotherChannel() { return channel(); }
  /// A channel for a client that does not read: where the endpoint supports it, the server blocks
  /// after 64 KiB.
  virtual std::shared_ptr<grpc::Channel> NarrowChannel() { return AnotherChannel(); }
  /// The server's process, where it is known, to measure its CPU time.
  virtual std::optional<pid_t> pid() { return std::nullopt; }
};

/// A server of this process, without a socket (kInProcess) or over 127.0.0.1 (kLoopback). In
/// process some things behave differently: retry, peer(), keepalive, draining.
class LocalEndpoint final : public Endpoint {
 public:
  enum class Transport { kInProcess, kLoopback };

  LocalEndpoint(std::unique_ptr<rpc::Servable> servable, Transport transport)
      : transport_(transport), servable_(std::move(servable)) {
    KeepGrpcInitialized();
    if (transport == Transport::kInProcess) {
      server_ = rpc::Server::InProcess(*servable_);
      channel_ = server_->InProcessChannel();
    } else {
      server_ = *rpc::Server::Listen({"127.0.0.1", 0}, *servable_);
      channel_ = rpc::Dial(server_->address());
    }
  }

  std::shared_ptr<grpc::Channel> channel() override { return channel_; }
  std::shared_ptr<grpc::Channel> AnotherChannel() override {
    return transport_ == Transport::kInProcess ? server_->InProcessChannel()
                                               : DialOwnConnection(server_->address());
  }
  std::optional<pid_t> pid() override { return getpid(); }
  rpc::Server& server() { return *server_; }

 private:
  const Transport transport_;
  std::unique_ptr<rpc::Servable> servable_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

/// Parameter of a suite.
struct Subject {
  std::string name;  ///< the end of the test's name: "Sync", "CallbackOverLoopback"
  std::function<std::unique_ptr<Endpoint>()> start;
  /// Whether each call carries a token: then the token names the sender of all messages, whatever
  /// name the client sends.
  bool token_names_the_sender = false;
};

inline void PrintTo(const Subject& subject, std::ostream* out) { *out << subject.name; }

/// For INSTANTIATE_TEST_SUITE_P.
inline std::string SubjectName(const ::testing::TestParamInfo<Subject>& info) {
  return info.param.name;
}

using MakeServable = std::function<std::unique_ptr<rpc::Servable>()>;

inline Subject InProcess(std::string name, MakeServable make) {
  return {std::move(name), [make = std::move(make)] {
            return std::make_unique<LocalEndpoint>(make(), LocalEndpoint::Transport::kInProcess);
          }};
}

inline Subject OverLoopback(std::string name, MakeServable make) {
  return {std::move(name), [make = std::move(make)] {
            return std::make_unique<LocalEndpoint>(make(), LocalEndpoint::Transport::kLoopback);
          }};
}

/// Makes a service of the synchronous or the callback API.
template <typename Service>
std::unique_ptr<rpc::Servable> Host() {
  return std::make_unique<rpc::Hosted<Service>>();
}

}  // namespace workbook::conformance
