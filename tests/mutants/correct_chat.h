// A correct chat server with the contracts of the three tutorials. Its mutants override its steps.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "chat.grpc.pb.h"
#include "rpc/server.h"

namespace workbook::tests {

/// One room that keeps every message. Thread-safe.
class CorrectChat : public rpc::Servable {
 public:
  struct Message {
    std::string sender;
    std::string text;
    std::string peer;  ///< the connection that it arrived on
  };

  /// A reader's call, whatever its contract.
  struct Stream {
    std::function<void()> send_metadata;
    std::function<bool(const Message&)> write;
  };

  CorrectChat();
  ~CorrectChat() override;

  void Register(grpc::ServerBuilder& builder) override;
  void OnDrain() override;

  // ---- Sending ----

  /// INVALID_ARGUMENT when the message has no sender.
  virtual grpc::Status Send(const Message& message);
  /// The send of chat_proto.Chat, whose response has a field for success.
  virtual grpc::Status SendOrFail(const Message& message, bool& success);
  /// The Chat of chat.ChatService: sends each message of the stream, until it refuses one.
  virtual grpc::Status SendStream(grpc::ServerContext& context,
                                  grpc::ServerReader<::chat::ChatMessage>& stream);

  // ---- Reading ----

  /// Serves a reader until it leaves or the server stops.
  virtual grpc::Status Read(grpc::ServerContext& context, bool with_history, const Stream& stream);

 protected:
  struct Reader {
    int id;
    std::string peer;
    size_t next;  ///< its position in log_
  };

  static bool ReadMessage(const grpc::ServerContext& context,
                          grpc::ServerReader<::chat::ChatMessage>& stream,
                          ::chat::ChatMessage& wire, Message& message);

  virtual grpc::Status NoSender();
  /// Message number `index` of a stream.
  virtual grpc::Status SendFromStream(const Message& message, size_t index);
  /// The status of a stream after `count` messages. `last` is what the failed read read into.
  virtual grpc::Status EndOfStream(size_t count, const ::chat::ChatMessage& last);
  void Publish(const Message& message);

  /// Where a new reader begins.
  virtual size_t First(bool with_history) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  /// Tells the reader that it is registered.
  virtual void Announce(const grpc::ServerContext& context, const Stream& stream);
  /// Waits for a message, for a moment: the synchronous API does not wake a thread whose client has
  /// left, so the caller has to look.
  virtual void Wait(const Reader& reader) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  /// The message at the reader's position.
  virtual Message At(const Reader& reader) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  virtual bool Delivers(const Reader& reader, const Message& message)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  virtual bool Write(const Stream& stream, const Message& message);
  virtual void Leave();

  absl::Mutex mutex_;
  std::vector<Message> log_ ABSL_GUARDED_BY(mutex_);
  int readers_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;

 private:
  Reader Join(const grpc::ServerContext& context, bool with_history);
  std::optional<Message> Next(const grpc::ServerContext& context, Reader& reader);

  int next_id_ ABSL_GUARDED_BY(mutex_) = 0;
  const std::vector<std::unique_ptr<grpc::Service>> services_;
};

}  // namespace workbook::tests
