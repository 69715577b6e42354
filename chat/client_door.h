// A chat contract seen from a client: the three tutorials' services differ in names and shapes,
// and whoever talks through one of them need not know which.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"

namespace workbook::chat {

/// One message as a reader hears it. Both fields are as the server sent them: rpc::Printable before
/// they reach a terminal.
struct Heard {
  std::string owner;
  std::string text;
};

/// The code of a Say that failed for its name alone, however the door's contract says that.
inline constexpr absl::StatusCode kNameRefused = absl::StatusCode::kFailedPrecondition;

/// One stream of what is said. The first three methods are for one thread, which blocks in them.
class Subscription {
 public:
  /// Cancels the stream, and waits for its end.
  virtual ~Subscription() = default;
  /// True once the server has registered this reader: all that is said from then on is heard.
  /// False when the stream ended before.
  virtual bool WaitUntilRegistered() = 0;
  /// The next message, in the room's order; nothing when the stream has ended.
  virtual std::optional<Heard> Next() = 0;
  /// What the stream ended with. Waits for the end.
  virtual absl::Status Finish() = 0;
  /// Ends the stream with CANCELLED. From any thread.
  virtual void Cancel() = 0;
};

/// A way into the room. Subscribe may run on one thread while another talks.
class ChatDoor {
 public:
  virtual ~ChatDoor() = default;

  /// Says `text` to everyone. kNameRefused when the server wants another name, INVALID_ARGUMENT
  /// when it does not take the text (or when it is no valid UTF-8: that is found here),
  /// DEADLINE_EXCEEDED after the door's timeout.
  virtual absl::Status Say(const std::string& owner, const std::string& text) = 0;

  /// Opens a stream of what is said. `wait_for_server` holds it back until there is a connection;
  /// without it the stream ends with UNAVAILABLE when the server cannot be reached.
  virtual std::unique_ptr<Subscription> Subscribe(bool wait_for_server) = 0;

  /// What the server thought of earlier messages, on a door that learns it only after Say; OK when
  /// there is nothing to tell. Each refusal is handed over once.
  virtual absl::Status TakeLateRefusal() { return absl::OkStatus(); }

  /// Makes sure that all that was said has reached the server. Call it before leaving.
  virtual absl::Status Close() { return absl::OkStatus(); }
};

/// The door called `name`: `chat_proto`, `chat` or `note`. `timeout` is for each Say and for Close;
/// streams that are read last as long as they may.
std::unique_ptr<ChatDoor> OpenDoor(const std::string& name,
                                   const std::shared_ptr<grpc::Channel>& channel,
                                   std::chrono::milliseconds timeout);

}  // namespace workbook::chat
