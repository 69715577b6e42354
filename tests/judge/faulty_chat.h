// The tutorials' three chat contracts before one faulty room, so that the judge can be judged.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "judge/faulty_lobby.h"
#include "rpc/server.h"

namespace workbook::testing {

/// Right in everything but the behaviour whose name it is given; right in everything without one.
class FaultyChat final : public rpc::Servable {
 public:
  explicit FaultyChat(const std::string& broken);
  ~FaultyChat() override;

  void Register(grpc::ServerBuilder& builder) override;
  void OnDrain() override { room_.Stop(); }

 private:
  class ChatProtoDoor;
  class ChatDoor;
  class NoteDoor;

  FaultyLobby room_;
  const std::unique_ptr<ChatProtoDoor> chat_proto_;
  const std::unique_ptr<ChatDoor> chat_;
  const std::unique_ptr<NoteDoor> note_;
};

}  // namespace workbook::testing
