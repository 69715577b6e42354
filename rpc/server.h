// One way to run a server: every program and every test here starts and stops it with this class.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/server_interceptor.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "rpc/address.h"
#include "rpc/security/credentials.h"

namespace workbook::rpc {

/// What a server serves. Server calls these in the order in which they stand.
class Servable {
 public:
  virtual ~Servable() = default;
  /// How this server identifies callers: for services that check.
  virtual void UsePeers(const security::Peers& /*peers*/) {}
  /// Before the port is bound: registers services, completion queues and limits.
  virtual void Register(grpc::ServerBuilder& builder) = 0;
  /// True when Register adds its own grpc.health.v1.Health: the server then leaves gRPC's out.
  virtual bool AnswersHealth() const { return false; }
  /// The port is bound and calls arrive: starts threads.
  virtual void OnServing() {}
  /// Shutdown has begun: ends the calls that would otherwise last for ever, so that the drain can
  /// end before its deadline.
  virtual void OnDrain() {}
  /// No call is left, or the port could not be bound: drains completion queues, joins threads.
  virtual void OnStopped() {}

  /// Its statistics on one line, or nothing. Called on any thread, between OnServing and OnDrain.
  virtual std::string Statistics() const { return ""; }
};

/// A Servable with one service of the synchronous or the callback API, and nothing else.
template <typename Service>
class Hosted final : public Servable {
 public:
  template <typename... Args>
  explicit Hosted(Args&&... args) : service_(std::forward<Args>(args)...) {}

  /// Before the server starts: `factory` makes an interceptor for each call, of gRPC's own services
  /// too. The first sees a call first.
  void AddInterceptor(
      std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> factory) {
    interceptors_.push_back(std::move(factory));
  }

  void Register(grpc::ServerBuilder& builder) override {
    builder.RegisterService(&service_);
    builder.experimental().SetInterceptorCreators(std::move(interceptors_));
  }

 private:
  Service service_;
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors_;
};

/// A running server with gRPC's health service (grpc.health.v1) and reflection (see
/// rpc/grpc_version.h), compression off and limits for untrusted clients. One thread starts it and
/// shuts it down.
class Server {
 public:
  /// The largest request message, in bytes; a larger one fails with RESOURCE_EXHAUSTED.
  static constexpr int kMaxMessageBytes = 64 * 1024;
  /// How long Shutdown lets calls go on.
  static constexpr std::chrono::milliseconds kDrainTime{2000};

  /// Listens on `address`, in plaintext unless `security` says otherwise. UNAVAILABLE, with the
  /// reason, when it cannot be bound: also when another server has the port, as SO_REUSEPORT is
  /// off. `servable` must outlive the server.
  static absl::StatusOr<std::unique_ptr<Server>> Listen(
      const Address& address, Servable& servable,
      const security::ServerSecurity& security = security::ServerSecurity());

  /// The same server without a port: reach it through InProcessChannel.
  static std::unique_ptr<Server> InProcess(Servable& servable);

  /// Shuts down, unless that is done.
  ~Server();

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// The address bound, with the port that the kernel picked.
  const Address& address() const { return address_; }

  /// A channel to this server without a socket. It differs from a real one: no retries, no address
  /// of the
  /// peer,
  /// no keepalive, and every call on it fails at once on Shutdown. A call started on it after
  /// Shutdown crashes gRPC 1.51.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  /// Sets health to NOT_SERVING, refuses new calls, lets running ones finish for `drain`, cancels
  /// the rest, and returns when none is left. Further calls do nothing. Never call it in a signal
  /// handler: gRPC takes locks.
  void Shutdown(std::chrono::milliseconds drain = kDrainTime);

 private:
  Server(Address address, Servable& servable) : address_(std::move(address)), servable_(servable) {}
  bool Start(const security::ServerSecurity* listen);

  Address address_;
  Servable& servable_;
  std::unique_ptr<grpc::Server> server_;
  bool stopped_ = false;
};

}  // namespace workbook::rpc
