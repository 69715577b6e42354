// The chat server: all four contracts on one port, served from one set of rooms.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/flags.h"
#include "chat/core/rooms.h"
#include "chat/server/admin_service.h"
#include "chat/server/health_service.h"
#include "chat/server/loop.h"
#include "chat/server/room_service.h"
#include "chat/server/tutorial_services.h"
#include "rpc/server.h"

namespace workbook::chat::server {

/// Serves its calls on loops, each with a thread of its own.
class ChatServer final : public rpc::Servable {
 public:
  explicit ChatServer(const core::Limits& limits = {}, size_t threads = 1);

  void UsePeers(const rpc::security::Peers& peers) override { peers_ = peers; }
  void Register(grpc::ServerBuilder& builder) override;
  void OnServing() override;
  bool AnswersHealth() const override { return true; }
  void OnDrain() override;
  void OnStopped() override;

  std::string Statistics() const override { return core::ToLine(rooms_.Statistics(absl::Now())); }

  core::Rooms& rooms() { return rooms_; }

 private:
  const size_t threads_;
  rpc::security::Peers peers_;
  core::Rooms rooms_;
  RoomService room_{rooms_};
  ChatProtoService chat_proto_{rooms_};
  ChatService chat_{rooms_};
  NoteService note_{rooms_};
  AdminService admin_{rooms_};
  HealthService health_{rooms_};
  const std::vector<StartCall> calls_;
  std::vector<std::unique_ptr<Loop>> loops_;
};

/// Adds the flags that set `limits`, which has to outlive the parsing.
void AddLimitFlags(base::CommandLine& flags, core::Limits& limits);

}  // namespace workbook::chat::server
