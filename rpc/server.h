// One way to run a server: every program and every test here starts and stops it through this
// class.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "rpc/address.h"
#include "rpc/credentials.h"

namespace workbook::rpc {

/// What a server serves, seen from the one who runs it: the moments of its life, in order.
class Servable {
 public:
  virtual ~Servable() = default;
  /// How this server tells who calls: for services that ask.
  virtual void UsePeers(const Peers& /*peers*/) {}
  /// Before the port is bound: register services, completion queues and limits.
  virtual void Register(grpc::ServerBuilder& builder) = 0;
  /// True when Register brings a service grpc.health.v1.Health of its own: gRPC's is left out then.
  virtual bool AnswersHealth() const { return false; }
  /// The port is bound and calls arrive: start threads.
  virtual void OnServing() {}
  /// Shutdown has begun: end the calls that would otherwise last for ever, so that the drain can
  /// end before its deadline.
  virtual void OnDrain() {}
  /// No call is left, or the port could not be bound: empty completion queues, join threads.
  virtual void OnStopped() {}

  /// How it fares, on one line; empty when there is nothing to say. Asked from any thread, between
  /// OnServing and OnDrain.
  virtual std::string Statistics() const { return ""; }
};

/// A Servable that is nothing but one service of the synchronous or the callback API.
template <typename Service>
class Hosted final : public Servable {
 public:
  template <typename... Args>
  explicit Hosted(Args&&... args) : service_(std::forward<Args>(args)...) {}
  void Register(grpc::ServerBuilder& builder) override { builder.RegisterService(&service_); }

 private:
  Service service_;
};

/// A running server with gRPC's health service (grpc.health.v1) and reflection (v1alpha, all that
/// 1.51 has), compression off and limits fit for a network. One thread starts it and shuts it down.
class Server {
 public:
  /// The largest request message, in bytes; a larger one fails with RESOURCE_EXHAUSTED.
  static constexpr int kMaxMessageBytes = 64 * 1024;
  /// How long Shutdown lets calls go on.
  static constexpr std::chrono::milliseconds kDrainTime{2000};

  /// Listens on `address`, in plaintext unless `security` says otherwise. UNAVAILABLE, with the
  /// reason, when it cannot be bound: also when another server has the port, for SO_REUSEPORT is
  /// off. `servable` has to outlive the server.
  static absl::StatusOr<std::unique_ptr<Server>> Listen(
      const Address& address, Servable& servable,
      const ServerSecurity& security = ServerSecurity());

  /// The same server without a port: reach it through InProcessChannel.
  static std::unique_ptr<Server> InProcess(Servable& servable);

  /// Shuts down, unless that was done.
  ~Server();

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// The address bound, with the port that the kernel picked.
  const Address& address() const { return address_; }

  /// A channel to this server that touches no socket. It lies about a few things: no retries, no
  /// peer(), no keepalive, and every call on it dies at once on Shutdown. A call that is started on
  /// it after Shutdown crashes gRPC 1.51.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  /// Turns health to NOT_SERVING, refuses new calls, lets running ones finish for `drain`, cancels
  /// the rest, and returns when none is left. Further calls do nothing. Never call it in a signal
  /// handler: gRPC takes locks.
  void Shutdown(std::chrono::milliseconds drain = kDrainTime);

 private:
  Server(Address address, Servable& servable) : address_(std::move(address)), servable_(servable) {}
  bool Start(const ServerSecurity* listen);

  Address address_;
  Servable& servable_;
  std::unique_ptr<grpc::Server> server_;
  bool stopped_ = false;
};

}  // namespace workbook::rpc
