#include "chat/methods.h"

#include <utility>

#include "chat/event_log.h"

namespace workbook::chat {
namespace {

template <typename PartOf>
absl::string_view TakePart(absl::string_view& run, PartOf part_of) {
  absl::string_view part;
  while (part.empty() && !run.empty()) {  // an event may be no message
    const absl::string_view record = FirstRecord(run);
    run.remove_prefix(record.size());
    part = part_of(record);
  }
  return part;
}

}  // namespace

absl::StatusOr<Caller> CallerOf(const rpc::Peers& peers, const grpc::ServerContext& context) {
  absl::StatusOr<rpc::Peer> peer = peers.Of(context);
  if (!peer.ok()) return peer.status();
  return Caller{*std::move(peer), peers.want_tokens() ? "" : context.peer()};
}

std::string NameOf(const Caller& caller, std::string claimed) {
  return caller.token_name().value_or(std::move(claimed));
}

Methods Together(const std::vector<Methods>& doors) {
  Methods all;
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  for (const Methods& door : doors) {
    append(all.unary, door.unary);
    append(all.readers, door.readers);
    append(all.speakers, door.speakers);
    append(all.watches, door.watches);
  }
  return all;
}

absl::StatusOr<Entry> EnterLobby(Rooms& rooms, const absl::Status& request, Start start) {
  if (!request.ok()) return request;
  absl::StatusOr<std::shared_ptr<Room>> lobby = rooms.Open(kLobby, absl::Now());
  if (!lobby.ok()) return lobby.status();
  return Entry{.room = *std::move(lobby), .start = std::move(start)};
}

absl::string_view TakeBatch(absl::string_view& run) { return std::exchange(run, {}); }
absl::string_view TakeWrappedMessage(absl::string_view& run) {
  return TakePart(run, WrappedMessageIn);
}
absl::string_view TakeMessage(absl::string_view& run) { return TakePart(run, MessageIn); }

}  // namespace workbook::chat
