#include "rpc/server.h"

#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>

#include <mutex>

#include "absl/strings/str_cat.h"

namespace workbook::rpc {
namespace {

// Switches of gRPC's for the whole process; they act on every builder made afterwards.
void SwitchHealthAndReflection(bool health) {
  static std::once_flag once;
  std::call_once(once, [] { grpc::reflection::InitProtoReflectionServerBuilderPlugin(); });
  grpc::EnableDefaultHealthCheckService(health);
}

void SetLimits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(Server::kMaxMessageBytes);
  // Each open call of a synchronous service holds a thread, and reflection is one, on every server:
  // whoever opens streams would make threads until the system has none, and then Shutdown never
  // returns. A call that finds none left fails with RESOURCE_EXHAUSTED. 256 calls at once of a
  // synchronous calculator took 146, and 200 with gRPC's own is less than the 256 that systemd
  // allows (deploy/chat_server.service).
  builder.SetResourceQuota(grpc::ResourceQuota("server").SetMaxThreads(200));
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 8 * 1024);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 100);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 5000);
  // With SO_REUSEPORT a second server on the port would start, and take half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // A peer that vanished without a FIN is found after 30 s instead of after hours.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  // Books about every call and message, which nobody here asks for.
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, 0);
  // gRPC 1.51 inflates a message before it looks at its size: 200 KB become 187 MB of memory.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Listen(const Address& address, Servable& servable,
                                                       const ServerSecurity& security) {
  std::unique_ptr<Server> server(new Server(address, servable));
  if (server->Start(&security)) return server;
  absl::Status reason = TryToBind(address);
  if (!reason.ok()) return reason;
  return absl::UnavailableError(absl::StrCat("cannot listen on ", address.ToString()));
}

std::unique_ptr<Server> Server::InProcess(Servable& servable) {
  std::unique_ptr<Server> server(new Server(Address{}, servable));
  server->Start(/*listen=*/nullptr);
  return server;
}

// Listens when it is told how; else it can only be reached in process.
bool Server::Start(const ServerSecurity* listen) {
  SwitchHealthAndReflection(!servable_.AnswersHealth());
  grpc::ServerBuilder builder;
  SetLimits(builder);
  int port = 0;
  if (listen != nullptr) {
    builder.AddListeningPort(address_.ToString(), listen->credentials, &port);
    servable_.UsePeers(listen->peers);
  }
  servable_.Register(builder);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || (listen != nullptr && port == 0)) {
    stopped_ = true;
    servable_.OnStopped();
    return false;
  }
  address_.port = port;
  servable_.OnServing();
  return true;
}

Server::~Server() { Shutdown(); }

std::shared_ptr<grpc::Channel> Server::InProcessChannel() {
  return server_->InProcessChannel(grpc::ChannelArguments());
}

void Server::Shutdown(std::chrono::milliseconds drain) {
  if (stopped_) return;
  stopped_ = true;
  if (auto* health = server_->GetHealthCheckService()) health->Shutdown();
  servable_.OnDrain();
  server_->Shutdown(std::chrono::system_clock::now() + drain);
  servable_.OnStopped();
}

}  // namespace workbook::rpc
