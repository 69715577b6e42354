// A scripted chat server in the synchronous API: the tutorials' three contracts over one list of
// messages, and the chat's own contract over a FakeRoom. It does to chat_client what chat_server
// never does.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "chat.grpc.pb.h"
#include "chat_message.grpc.pb.h"
#include "chat_note.grpc.pb.h"
#include "rpc/server.h"
#include "tests/support/fake_room.h"

namespace workbook::tests {

/// The script, and what the client did. Thread-safe.
class FakeChat {
 public:
  using Message = std::pair<std::string, std::string>;  ///< sender, text

  /// From now on messages get this instead of an OK. chat_proto reports FAILED_PRECONDITION as
  /// success=false.
  void RefuseMessages(const grpc::Status& status);
  /// From now on messages get no answer before the server stops.
  void StopAnswering();
  /// From now on readers get this at once, without initial metadata; OK accepts them again.
  void RefuseReaders(const grpc::Status& status);
  /// From now on messages are accepted and not delivered.
  void DropMessages();
  /// From now on readers get this message before each accepted one.
  void SendBeforeEach(const std::string& sender, const std::string& text);
  /// From now on readers get their initial metadata with the first message, as grpcio sends it.
  void SendMetadataWithTheFirstMessage();
  /// Ends the streams of the present readers with this.
  void EndStreams(const grpc::Status& status);

  /// Sends a message to all readers, as an accepted message does.
  void Send(const std::string& sender, const std::string& text);
  std::vector<Message> messages() const;
  /// How many readers have joined so far.
  size_t readers() const;

  // For the services.
  grpc::Status OnSend(const std::string& sender, const std::string& text);
  grpc::Status OnJoin(size_t& next, size_t& generation);
  bool sends_metadata_first() const;
  std::optional<Message> Next(size_t& next, size_t generation, grpc::Status& end);
  void Stop();

 private:
  mutable absl::Mutex mutex_;
  std::vector<Message> messages_ ABSL_GUARDED_BY(mutex_);
  grpc::Status message_refusal_ ABSL_GUARDED_BY(mutex_);
  grpc::Status reader_refusal_ ABSL_GUARDED_BY(mutex_);
  grpc::Status end_ ABSL_GUARDED_BY(mutex_);
  size_t generation_ ABSL_GUARDED_BY(mutex_) = 0;  // of streams: EndStreams begins a new one
  size_t readers_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<Message> before_each_ ABSL_GUARDED_BY(mutex_);
  bool silent_ ABSL_GUARDED_BY(mutex_) = false;
  bool drops_ ABSL_GUARDED_BY(mutex_) = false;
  bool metadata_first_ ABSL_GUARDED_BY(mutex_) = true;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

/// Serves a FakeChat and a FakeRoom on 127.0.0.1 as long as it lives.
class FakeChatServer final : private rpc::Servable {
 public:
  enum class Contracts { kAll, kTutorialsOnly };

  /// `port` 0 picks one; an earlier server's port makes this one its successor.
  explicit FakeChatServer(int port = 0, Contracts contracts = Contracts::kAll);
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

  const Contracts contracts_;
  FakeChat chat_;
  FakeRoom room_;
  std::unique_ptr<ChatProtoService> chat_proto_;
  std::unique_ptr<ChatService> chat_service_;
  std::unique_ptr<NoteService> note_;
  FakeRoom::Service room_service_;
  std::unique_ptr<rpc::Server> server_;
};

}  // namespace workbook::tests
