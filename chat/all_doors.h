// One room behind every door: what any tutorial's client says, every tutorial's client hears.
#pragma once

#include "chat/chat_service_chat.h"
#include "chat/chat_service_chat_proto.h"
#include "chat/chat_service_note.h"
#include "chat/room.h"
#include "rpc/server.h"

namespace workbook::chat {

/// The chat as a server serves it: all doors on one port.
class AllDoors final : public rpc::Servable {
 public:
  explicit AllDoors(Retention retention = {})
      : room_(retention), chat_proto_(room_), chat_(room_), note_(room_) {}

  void Register(grpc::ServerBuilder& builder) override {
    builder.RegisterService(&chat_proto_);
    builder.RegisterService(&chat_);
    builder.RegisterService(&note_);
  }

  /// Readers' streams would last for ever.
  void OnDrain() override { room_.Close(); }

  const Room& room() const { return room_; }

 private:
  Room room_;
  ChatProtoService chat_proto_;
  ChatService chat_;
  NoteService note_;
};

}  // namespace workbook::chat
