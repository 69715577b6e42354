#include "rpc/server.h"

#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>

#include <mutex>

#include "absl/strings/str_cat.h"
#include "rpc/grpc_version.h"

namespace workbook::rpc {
namespace {

// Switches of gRPC for the whole process; they affect every builder made afterwards.
void SwitchHealthAndReflection(bool health) {
  static std::once_flag once;
  std::call_once(once, [] { grpc::reflection::InitProtoReflectionServerBuilderPlugin(); });
  grpc::EnableDefaultHealthCheckService(health);
}

void SetLimits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(Server::kMaxMessageBytes);
  // Each open call of a synchronous service holds a thread, and every server has one such service,
  // reflection: without a limit, a client that opens streams uses up the system's threads, and then
  // Shutdown never returns. Beyond the limit a call fails with RESOURCE_EXHAUSTED. 256 concurrent
  // calls of a synchronous calculator took 146 threads; 200 and gRPC's own are fewer than the 256
  // that systemd allows (deploy/chat_server.service).
  builder.SetResourceQuota(grpc::ResourceQuota("server").SetMaxThreads(200));
  for (const char* limit : {GRPC_ARG_MAX_METADATA_SIZE, kArgAbsoluteMaxMetadataSize}) {
    builder.AddChannelArgument(limit, 8 * 1024);
  }
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 100);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 5000);
  // With SO_REUSEPORT a second server on the port would start and get half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Detects a peer that vanished without a FIN after 30 s instead of hours.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 20'000);
  for (const char* timeout : {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kArgPingTimeoutMs}) {
    builder.AddChannelArgument(timeout, 10'000);
  }
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  // channelz keeps per-call statistics; nothing here reads them.
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, 0);
  // gRPC decompresses a message before it checks the size: 200 KB become 187 MB of memory.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Listen(const Address& address, Servable& servable,
                                                       const security::ServerSecurity& security) {
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

// Listens on the address, with `listen`; without it, serves in process only.
bool Server::Start(const security::ServerSecurity* listen) {
  SwitchHealthAndReflection(!servable_.AnswersHealth());
  grpc::ServerBuilder builder;
  SetLimits(builder);
  int port = 0;
  if (listen != nullptr) {
    builder.AddListeningPort(address_.ToString(), listen->credentials, &port);
  }
  servable_.UsePeers(listen != nullptr ? listen->peers : security::Peers::OfThisProcess());
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
