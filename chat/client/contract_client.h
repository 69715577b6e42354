// One interface to the four chat contracts. They differ in names, shapes and guarantees; the code
// that chats through one of them need not know which one it is.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "chat/client/event.h"
#include "rpc/channel.h"

namespace workbook::chat::client {

/// A stream of events. The first three methods are for one thread, which blocks in them.
class Subscription {
 public:
  /// Cancels the stream, and waits for its end.
  virtual ~Subscription() = default;
  /// True once the server has registered this reader: it receives every message sent from then on.
  /// False when the stream ended before that.
  virtual bool WaitUntilRegistered() = 0;
  /// The next event, in the room's order; nothing when the stream has ended.
  virtual std::optional<Event> Next() = 0;
  /// The stream's final status. Waits for the end.
  virtual absl::Status Finish() = 0;
  /// Ends the stream with CANCELLED. From any thread.
  virtual void Cancel() = 0;
};

/// How to join.
struct JoinOptions {
  /// Hold the call back until there is a connection; otherwise it ends with UNAVAILABLE when the
  /// server cannot be reached.
  bool wait_for_server = false;
  std::string participant;        ///< the name to show to others, where a contract shows names
  std::optional<Position> after;  ///< resume after this event, where a contract can
};

/// A message to send.
struct SendRequest {
  std::string sender;
  std::string text;
  /// Idempotency key; used only if HasSequenceNumbers().
  std::string message_id = {};
};

/// The outcome of a Send.
struct SendResult {
  // Implicit: most results are a status and nothing else.
  SendResult(absl::Status outcome) : status(std::move(outcome)) {}

  absl::Status status;
  std::optional<Position> position;  ///< the message's, where there are sequence numbers
  std::optional<std::chrono::milliseconds> retry_after;  ///< throttled: the server's pushback
};

/// A client of one contract. One thread may Subscribe while another one sends.
class ContractClient {
 public:
  virtual ~ContractClient() = default;

  /// Sends a message to the room. kNameRefused when the server wants another name, INVALID_ARGUMENT
  /// when it rejects the text (or when the text is no valid UTF-8, which is found here),
  /// DEADLINE_EXCEEDED after ContractOptions::timeout.
  virtual SendResult Send(const SendRequest& request) = 0;

  /// Opens a stream of events.
  virtual std::unique_ptr<Subscription> Subscribe(const JoinOptions& options) = 0;

  /// Whether events have sequence numbers, as in the chat's own contract: a stream begins with a
  /// Welcome and can be resumed, and a message sent twice under one id is delivered once.
  virtual bool HasSequenceNumbers() const { return false; }

  /// Called when a stream ended with UNIMPLEMENTED: the server lacks this contract. Switches to
  /// another contract and returns a notice that names it; nothing when there is none left.
  virtual std::optional<std::string> FallBack() { return std::nullopt; }

  /// Why the server refused an earlier message, where the contract reports it only after Send has
  /// returned; OK when there is nothing to report. Returns each refusal once.
  virtual absl::Status TakeLateRefusal() { return absl::OkStatus(); }

  /// Makes sure that all sent messages have reached the server. Call it before you leave.
  virtual absl::Status Close() { return absl::OkStatus(); }
};

/// Which contract to use, and what to ask of it.
struct ContractOptions {
  /// `room`, `chat_proto`, `chat` or `note`; `auto` is `room`, and `chat_proto` where the server
  /// lacks it.
  std::string contract = "auto";
  std::string room = "lobby";  ///< the tutorials' contracts have the room `lobby` alone
  uint32_t history = 0;        ///< how many earlier messages to receive first, with `room`
  /// Deadline of each Send and of Close. A stream of events has none.
  std::chrono::milliseconds timeout{5000};
};

/// Makes a channel to the server; the client decides how often it pings.
using Dialer = std::function<std::shared_ptr<grpc::Channel>(const rpc::Keepalive& keepalive)>;

/// With the tutorials' contracts the server may be any: it gets no more pings than every server
/// permits. With the chat's own the client pings every 20 s.
std::unique_ptr<ContractClient> OpenContractClient(const ContractOptions& options,
                                                   const Dialer& dial);

// ---- Statuses ----

/// The code of a Send that failed because of the sender's name, however the contract reports that.
inline constexpr absl::StatusCode kNameRefused = absl::StatusCode::kFailedPrecondition;

/// kNameRefused unless `sender` can be a name at all, INVALID_ARGUMENT unless `text` is valid
/// UTF-8. Checked before the call: a server that hands its messages to protobuf unchecked answers
/// with a code that depends on its language, and no answer says which of the two was wrong.
absl::Status CheckSendable(const std::string& sender, const std::string& text);

/// What Send returns when the server wants another name.
absl::Status NameRefused(const std::string& sender);

/// `status`, but kNameRefused where an INVALID_ARGUMENT can only mean the empty name.
absl::Status BlameEmptyName(const std::string& sender, const absl::Status& status);

/// Whether `status`, which ended a stream, is about the connection and not about the messages.
bool IsConnectionLoss(const absl::Status& status);

/// Whether `status` leaves open if the message was delivered: the answer got lost.
bool IsAnswerLoss(const absl::Status& status);

/// Whether a retry would get the same answer until somebody changes something.
bool IsFinal(const absl::Status& status);

}  // namespace workbook::chat::client
