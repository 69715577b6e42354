// workbook.chat.v1 as a test uses it: send a message, and read a room event by event.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "conformance/suites/chat_client.h"
#include "rpc/channel.h"
#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::conformance::suites {

/// An event in short: "7 ann: hello", "8 +bob", "9 -bob", "gap 2..4", "gap of another epoch",
/// "the server shuts down", "welcome".
std::string Summary(const chat::v1::Event& event);
/// The same without the number: "ann: hello".
std::string UnnumberedSummary(const chat::v1::Event& event);

/// The position of event `sequence`.
chat::v1::Position PositionAt(const std::string& epoch, uint64_t sequence);

/// One stream of a room. Its destructor cancels it.
class RoomReader {
 public:
  RoomReader(chat::v1::ChatService::Stub& stub, const chat::v1::JoinRequest& request,
             std::chrono::seconds timeout);
  ~RoomReader();
  RoomReader(const RoomReader&) = delete;
  RoomReader& operator=(const RoomReader&) = delete;

  /// The next event; nothing when the stream has ended.
  std::optional<chat::v1::Event> Next();
  /// Summaries of the next `count` events, fewer when the stream ends before.
  std::vector<std::string> NextSummaries(size_t count);
  void Cancel() { context_.TryCancel(); }
  /// Reads to the end.
  grpc::Status Finish();

  /// The stream's first event, once it has been read.
  const chat::v1::Welcome& welcome() const { return welcome_; }
  /// Where to resume: after the last event that Next has returned.
  chat::v1::Position position() const;
  /// The size of the largest response so far.
  size_t largest_response_bytes() const { return largest_response_bytes_; }

 private:
  rpc::CallContext context_;
  std::unique_ptr<grpc::ClientReader<chat::v1::JoinResponse>> stream_;
  chat::v1::JoinResponse batch_;
  int next_ = 0;  // index into batch_
  chat::v1::Welcome welcome_;
  uint64_t last_ = 0;
  size_t largest_response_bytes_ = 0;
};

/// How to join.
struct JoinOptions {
  std::string room = "kitchen";
  std::string participant = {};
  std::optional<chat::v1::Position> after = {};
  std::optional<uint32_t> last_messages = {};
};

/// A message to send.
struct SendRequest {
  std::string room = "kitchen";
  std::string sender = "ann";
  std::string text = "hello";
  std::string message_id = {};
};

/// Result of Send.
struct RoomSendResult {
  grpc::Status status;
  chat::v1::SendResponse response;
  std::string retry_pushback_ms;  ///< the trailer; empty without one
};

/// The contract's client. Thread-safe.
class RoomClient {
 public:
  explicit RoomClient(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(chat::v1::ChatService::NewStub(channel)) {}

  RoomSendResult Send(const SendRequest& request);

  /// A reader, registered when this returns, with nothing read yet.
  std::unique_ptr<RoomReader> Join(const JoinOptions& options,
                                   std::chrono::seconds timeout = kTimeout);
  /// The same, with its Welcome read: next come new events, or missed ones.
  std::unique_ptr<RoomReader> Enter(const JoinOptions& options,
                                    std::chrono::seconds timeout = kTimeout);

  grpc::Status GetHistory(const chat::v1::GetHistoryRequest& request,
                          chat::v1::GetHistoryResponse& response);

 private:
  const std::unique_ptr<chat::v1::ChatService::Stub> stub_;
};

}  // namespace workbook::conformance::suites
