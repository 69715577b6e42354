#include "chat/server/call.h"

#include <grpc/grpc.h>

#include <utility>

namespace workbook::chat::server {

void Terminate(grpc::ServerContext& context, const absl::Status& status) {
  // The C++ API has only TryCancel, whose status is CANCELLED.
  grpc_call_cancel_with_status(context.c_call(), static_cast<grpc_status_code>(status.code()),
                               std::string(status.message()).c_str(), nullptr);
}

absl::StatusOr<Caller> CallerOf(const rpc::security::Peers& peers,
                                const grpc::ServerContext& context) {
  absl::StatusOr<rpc::security::Peer> peer = peers.Of(context);
  if (!peer.ok()) return peer.status();
  return Caller{*std::move(peer), peers.want_tokens() ? "" : context.peer()};
}

std::string NameOf(const Caller& caller, std::string claimed) {
  return caller.token_name().value_or(std::move(claimed));
}

}  // namespace workbook::chat::server
