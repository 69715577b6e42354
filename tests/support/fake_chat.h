// A chat server that does as a test says: the tutorials' three contracts over one list of messages,
// and the chat's own over a room, in the synchronous API. For what chat_client has to bear and
// chat_server never does.
#pragma once

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chat.grpc.pb.h"
#include "chat_message.grpc.pb.h"
#include "chat_note.grpc.pb.h"
#include "rpc/server.h"
#include "support/fake_room.h"

namespace workbook::testing {

/// The script and what came of it. Thread-safe.
class FakeChat {
 public:
  using Said = std::pair<std::string, std::string>;  ///< owner, text

  /// From now on messages get this instead of an OK. chat_proto says a FAILED_PRECONDITION as
  /// success=false.
  void Refuse(const grpc::Status& status);
  /// From now on messages get no answer before the server stops.
  void BeDeaf();
  /// From now on readers get this at once, without initial metadata; OK lets them in again.
  void TurnReadersAway(const grpc::Status& status);
  /// From now on messages are accepted and not passed on.
  void Swallow();
  /// From now on each accepted message is passed on behind this one.
  void Echo(const std::string& owner, const std::string& text);
  /// From now on readers get their initial metadata with the first message, as grpcio sends it.
  void LetReadersWaitForTheFirstMessage();
  /// Readers who are there get this.
  void EndReaders(const grpc::Status& status);

  /// Says something to all readers. This is also what an accepted message does.
  void Say(const std::string& owner, const std::string& text);
  std::vector<Said> said() const;
  /// How many readers were let in so far.
  size_t readers() const;

  // For the services.
  grpc::Status Answer(const std::string& owner, const std::string& text);
  grpc::Status Enter(size_t& next, size_t& generation);
  bool sends_metadata_first() const;
  std::optional<Said> Next(size_t& next, size_t generation, grpc::Status& end);
  void Stop();

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Said> said_;
  grpc::Status refusal_;
  grpc::Status turned_away_;
  grpc::Status end_;
  size_t generation_ = 0;
  size_t readers_ = 0;
  std::optional<Said> echo_;
  bool deaf_ = false;
  bool swallows_ = false;
  bool metadata_first_ = true;
  bool stopped_ = false;
};

/// Serves a FakeChat on 127.0.0.1 for as long as it lives.
class FakeChatServer final : private rpc::Servable {
 public:
  enum class Serves { kAllDoors, kTutorialsDoors };

  /// `port` 0 picks one; that of an earlier server makes this one its successor.
  explicit FakeChatServer(int port = 0, Serves serves = Serves::kAllDoors);
  ~FakeChatServer() override;

  FakeChat& chat() { return chat_; }
  FakeRoom& room() { return room_; }
  const rpc::Address& address() const { return server_->address(); }

 private:
  class ChatProtoService;
  class ChatService;
  class NoteService;

  void Register(grpc::ServerBuilder& builder) override;
  void OnDrain() override;

  const Serves serves_;
  FakeChat chat_;
  FakeRoom room_;
  std::unique_ptr<ChatProtoService> chat_proto_;
  std::unique_ptr<ChatService> chat_service_;
  std::unique_ptr<NoteService> note_;
  FakeRoom::Service room_service_;
  std::unique_ptr<rpc::Server> server_;
};

}  // namespace workbook::testing
