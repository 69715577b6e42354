// workbook.chat.v1 as a test uses it: say something, and read a room event by event.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rpc/channel.h"
#include "support/chat_door.h"
#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::testing {

/// An event in a few words: "7 ann: hello", "8 +bob", "9 -bob", "gap 2..4", "gap of another epoch",
/// "the server shuts down", "welcome".
std::string Word(const chat::v1::Event& event);
/// The same without the number: "ann: hello".
std::string WordAlone(const chat::v1::Event& event);

/// A place to begin at.
chat::v1::Position At(const std::string& epoch, uint64_t sequence);

/// One stream of a room. Cancelled at the end of its life.
class RoomReader {
 public:
  RoomReader(chat::v1::ChatService::Stub& stub, const chat::v1::JoinRequest& request,
             std::chrono::seconds patience);
  ~RoomReader();
  RoomReader(const RoomReader&) = delete;
  RoomReader& operator=(const RoomReader&) = delete;

  /// The next event; nothing when the stream has ended.
  std::optional<chat::v1::Event> Next();
  /// The next `count` events in words, fewer when the stream ends before.
  std::vector<std::string> NextWords(size_t count);
  void Cancel() { context_.TryCancel(); }
  /// Reads to the end.
  grpc::Status Finish();

  /// What the stream began with, once the first event has been read.
  const chat::v1::Welcome& welcome() const { return welcome_; }
  /// To resume behind what Next has returned so far.
  chat::v1::Position position() const;
  /// The largest response so far.
  size_t largest_response_bytes() const { return largest_response_bytes_; }

 private:
  rpc::CallContext context_;
  std::unique_ptr<grpc::ClientReader<chat::v1::JoinResponse>> stream_;
  chat::v1::JoinResponse batch_;
  int taken_ = 0;  // of batch_
  chat::v1::Welcome welcome_;
  uint64_t last_ = 0;
  size_t largest_response_bytes_ = 0;
};

/// How to join.
struct Entrance {
  std::string room = "kitchen";
  std::string participant = {};
  std::optional<chat::v1::Position> after = {};
  std::optional<uint32_t> last_messages = {};
};

/// What is said.
struct Words {
  std::string room = "kitchen";
  std::string sender = "ann";
  std::string text = "hello";
  std::string message_id = {};
};

/// What came of it.
struct Sent {
  grpc::Status status;
  chat::v1::SendResponse response;
  std::string retry_pushback_ms;  ///< the trailer; empty when there is none
};

/// The contract's client. Thread-safe.
class RoomDoor {
 public:
  explicit RoomDoor(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(chat::v1::ChatService::NewStub(channel)) {}

  Sent Say(const Words& words);

  /// A reader, registered when this returns, with nothing read yet.
  std::unique_ptr<RoomReader> Join(const Entrance& entrance,
                                   std::chrono::seconds patience = kPatience);
  /// The same, with its Welcome read: what comes next is news, or what was missed.
  std::unique_ptr<RoomReader> Enter(const Entrance& entrance,
                                    std::chrono::seconds patience = kPatience);

  grpc::Status GetHistory(const chat::v1::GetHistoryRequest& request,
                          chat::v1::GetHistoryResponse& response);

 private:
  const std::unique_ptr<chat::v1::ChatService::Stub> stub_;
};

}  // namespace workbook::testing
