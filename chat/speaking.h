// What the doors have in common: how a unary call is answered, and how the lobby is entered.
#pragma once

#include <grpcpp/grpcpp.h>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "chat/reader_door.h"
#include "chat/rooms.h"
#include "chat/throttle.h"
#include "chat/wire.h"
#include "rpc/status.h"

namespace workbook::chat {

/// Ends a unary call with `result`. When it was refused but is worth trying again later, the
/// trailer says when, in gRPC's own words (gRFC A6, retry pushback): a client with a retry policy
/// heeds them by itself.
template <typename Response>
grpc::ServerUnaryReactor* Reply(grpc::CallbackServerContext& context,
                                const absl::StatusOr<Response>& result, grpc::ByteBuffer& reply) {
  if (result.ok()) {
    reply = Encode(*result);
  } else if (const auto delay = RetryDelay(result.status())) {
    context.AddTrailingMetadata("grpc-retry-pushback-ms",
                                absl::StrCat(absl::ToInt64Milliseconds(*delay)));
  }
  grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
  reactor->Finish(rpc::ToGrpcStatus(result.status()));
  return reactor;
}

/// Where the tutorials' readers enter, who have no name to be seen under.
inline absl::StatusOr<Entry> EnterLobby(Rooms& rooms, Start start) {
  absl::StatusOr<std::shared_ptr<Room>> lobby = rooms.Open(kLobby, absl::Now());
  if (!lobby.ok()) return lobby.status();
  return Entry{.room = *std::move(lobby), .participant = {}, .start = std::move(start)};
}

}  // namespace workbook::chat
