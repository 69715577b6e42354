// The same rooms behind every door: what any tutorial's client says in the lobby, every client
// there hears.
#pragma once

#include <cstddef>
#include <string>

#include "chat/admin_service.h"
#include "chat/chat_service_chat.h"
#include "chat/chat_service_chat_proto.h"
#include "chat/chat_service_note.h"
#include "chat/chat_service_room.h"
#include "chat/fanout.h"
#include "chat/rooms.h"
#include "rpc/server.h"

namespace workbook::chat {

/// The chat as a server serves it: all doors on one port.
class AllDoors final : public rpc::Servable {
 public:
  /// `threads` for the fan-out.
  explicit AllDoors(const Limits& limits = {}, size_t threads = 1)
      : rooms_(limits, absl::Now()),
        fanout_(rooms_,
                {room_.JoinDoor(), chat_proto_.RecvDoor(), chat_.BroadcastDoor(),
                 note_.ChatStreamDoor()},
                threads) {}

  void Register(grpc::ServerBuilder& builder) override {
    builder.RegisterService(&room_);
    builder.RegisterService(&chat_proto_);
    builder.RegisterService(&chat_);
    builder.RegisterService(&note_);
    builder.RegisterService(&admin_);
    fanout_.Register(builder);
  }

  void OnServing() override { fanout_.OnServing(); }

  /// Readers' streams would last for ever.
  void OnDrain() override { rooms_.Close(); }

  void OnStopped() override { fanout_.OnStopped(); }

  std::string Statistics() const override { return ToLine(rooms_.Statistics(absl::Now())); }

  Rooms& rooms() { return rooms_; }

 private:
  Rooms rooms_;
  RoomService room_{rooms_};
  ChatProtoService chat_proto_{rooms_};
  ChatService chat_{rooms_};
  NoteService note_{rooms_};
  AdminService admin_{rooms_};
  Fanout fanout_;
};

}  // namespace workbook::chat
