// The three tutorials' chat contracts behind one interface: send a message, read messages. So one
// suite can test every contract, and a test can mix them.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace workbook::conformance::suites {

/// One message as a reader received it.
struct ChatMessage {
  std::string sender;
  std::string text;
  bool operator==(const ChatMessage&) const = default;
};

/// "ann > hello".
inline std::string ToString(const ChatMessage& message) {
  return message.sender + " > " + message.text;
}

inline void PrintTo(const ChatMessage& message, std::ostream* out) { *out << ToString(message); }

/// How long a reader's stream may last: with a broken server a test fails instead of hanging.
inline constexpr std::chrono::seconds kTimeout{20};

/// One stream that reads.
class ChatReader {
 public:
  virtual ~ChatReader() = default;
  /// Waits for the initial metadata, or for the end of a stream that has none. A server that sends
  /// it when it has registered the reader owes it every message from then on; ours does.
  virtual void WaitForMetadata() = 0;
  /// The next message; nothing when the stream has ended.
  virtual std::optional<ChatMessage> Next() = 0;
  /// Ends the stream. Also while another thread is in Next or WaitForMetadata.
  virtual void Cancel() = 0;
  /// The status that the stream ended with; once Next has returned nothing, or after Cancel.
  virtual grpc::Status Finish() = 0;

  /// The next `count` messages, fewer when the stream ends before.
  std::vector<ChatMessage> NextMessages(size_t count);
};

/// Result of Send.
struct SendResult {
  grpc::Status status;
  bool accepted = false;  ///< false for an error, and for chat_proto's success=false
};

/// A client of one contract, over a channel. Thread-safe.
class ChatClient {
 public:
  virtual ~ChatClient() = default;
  virtual SendResult Send(const std::string& sender, const std::string& text) = 0;
  /// Starts a new reader's stream and does not wait for it.
  virtual std::unique_ptr<ChatReader> Open(std::chrono::seconds timeout) = 0;
  /// A new reader, registered when this returns.
  std::unique_ptr<ChatReader> Read(std::chrono::seconds timeout = kTimeout);
};

/// A contract's name, as in chat_client --contract, and how to make its client.
struct ContractKind {
  std::string name;  ///< "chat_proto", "chat" or "note"
  bool replays_history;
  std::function<std::unique_ptr<ChatClient>(std::shared_ptr<grpc::Channel>)> open;
};

inline void PrintTo(const ContractKind& kind, std::ostream* out) { *out << kind.name; }

/// All three.
const std::vector<ContractKind>& AllContracts();

}  // namespace workbook::conformance::suites
