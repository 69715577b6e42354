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
#include "chat/health.h"
#include "chat/loops.h"
#include "chat/rooms.h"
#include "rpc/server.h"

namespace workbook::chat {

/// The chat as a server serves it: all doors on one port.
class AllDoors final : public rpc::Servable {
 public:
  /// `threads` serve the calls.
  explicit AllDoors(const Limits& limits = {}, size_t threads = 1)
      : rooms_(limits, absl::Now()),
        loops_(rooms_, peers_,
               Together({room_.methods(), chat_proto_.methods(), chat_.methods(), note_.methods(),
                         admin_.methods(), health_.methods()}),
               threads) {}

  void UsePeers(const rpc::Peers& peers) override { peers_ = peers; }

  void Register(grpc::ServerBuilder& builder) override {
    builder.RegisterService(&room_);
    builder.RegisterService(&chat_proto_);
    builder.RegisterService(&chat_);
    builder.RegisterService(&note_);
    builder.RegisterService(&admin_);
    builder.RegisterService(&health_);
    loops_.Register(builder);
  }

  void OnServing() override { loops_.OnServing(); }

  bool AnswersHealth() const override { return true; }

  void OnDrain() override {
    rooms_.Close();
    loops_.OnDrain();
  }

  void OnStopped() override { loops_.OnStopped(); }

  std::string Statistics() const override { return ToLine(rooms_.Statistics(absl::Now())); }

  Rooms& rooms() { return rooms_; }

 private:
  rpc::Peers peers_;
  Rooms rooms_;
  RoomService room_{rooms_};
  ChatProtoService chat_proto_{rooms_};
  ChatService chat_{rooms_};
  NoteService note_{rooms_};
  AdminService admin_{rooms_};
  HealthService health_{rooms_};
  Loops loops_;
};

}  // namespace workbook::chat
