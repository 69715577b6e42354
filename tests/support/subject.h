// What a contract suite is run against. A suite knows a contract and a channel, nothing else: where
// the channel leads is the subject's business.
#pragma once

#include <grpc/grpc.h>
#include <gtest/gtest.h>
#include <sys/types.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "rpc/channel.h"
#include "rpc/server.h"
#include "support/own_connection.h"

namespace workbook::testing {

/// A server that is up for as long as this lives, fresh for each test.
class Endpoint {
 public:
  virtual ~Endpoint() = default;
  virtual std::shared_ptr<grpc::Channel> channel() = 0;
  /// A channel with a connection of its own, as another client has it.
  virtual std::shared_ptr<grpc::Channel> AnotherChannel() { return channel(); }
  /// One for who does not read, which the server feels after 64 KiB where that can be arranged.
  virtual std::shared_ptr<grpc::Channel> NarrowChannel() { return AnotherChannel(); }
  /// The server's process, where that can be told: for what it costs.
  virtual std::optional<pid_t> pid() { return std::nullopt; }
};

/// A server of this process, reached without a socket (kInProcess) or over 127.0.0.1 (kLoopback),
/// for what the former hides: retry, peer(), keepalive, draining.
class LocalEndpoint final : public Endpoint {
 public:
  enum class Transport { kInProcess, kLoopback };

  LocalEndpoint(std::unique_ptr<rpc::Servable> servable, Transport transport)
      : transport_(transport), servable_(std::move(servable)) {
    KeepGrpcUp();
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
                                               : DialAnew(server_->address());
  }
  std::optional<pid_t> pid() override { return getpid(); }
  rpc::Server& server() { return *server_; }

 private:
  // gRPC stops its threads when its last user goes, at the end of a test. After a call that ended
  // at its deadline 1.51 now and then takes 10 s over it.
  static void KeepGrpcUp() {
    static const bool once = (grpc_init(), true);
    static_cast<void>(once);
  }

  const Transport transport_;
  std::unique_ptr<rpc::Servable> servable_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

/// What a suite is instantiated with.
struct Subject {
  std::string name;  ///< ends the test's name: "Sync", "CallbackOverLoopback"
  std::function<std::unique_ptr<Endpoint>()> start;
  /// Whether the server knows this client by a token: then all that it says has one name, the
  /// token's, whatever name it gives.
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

}  // namespace workbook::testing
