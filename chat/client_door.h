// A chat contract seen from a client: four services differ in names, shapes and promises, and
// whoever talks through one of them need not know which.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "chat/client_heard.h"

namespace workbook::chat {

/// The code of a Say that failed for its name alone, however the door's contract says that.
inline constexpr absl::StatusCode kNameRefused = absl::StatusCode::kFailedPrecondition;

/// One stream of what happens. The first three methods are for one thread, which blocks in them.
class Subscription {
 public:
  /// Cancels the stream, and waits for its end.
  virtual ~Subscription() = default;
  /// True once the server has registered this reader: all that is said from then on is heard.
  /// False when the stream ended before.
  virtual bool WaitUntilRegistered() = 0;
  /// The next event, in the room's order; nothing when the stream has ended.
  virtual std::optional<Heard> Next() = 0;
  /// What the stream ended with. Waits for the end.
  virtual absl::Status Finish() = 0;
  /// Ends the stream with CANCELLED. From any thread.
  virtual void Cancel() = 0;
};

/// How to begin a stream.
struct Beginning {
  /// Hold the stream back until there is a connection; otherwise it ends with UNAVAILABLE when the
  /// server cannot be reached.
  bool wait_for_server = false;
  std::string participant;        ///< the name to be seen under, where a contract shows who is here
  std::optional<Bookmark> after;  ///< resume here, where a contract can
};

/// Something to say.
struct Line {
  std::string owner;
  std::string text;
  std::string id;  ///< for a door that HasNumbers: the same id is the same message
};

/// What came of a Say.
struct Answer {
  // Implicit: most answers are a status and nothing else.
  Answer(absl::Status outcome) : status(std::move(outcome)) {}

  absl::Status status;
  std::optional<Bookmark> place;  ///< the message's, where there are numbers
  std::optional<std::chrono::milliseconds> try_again_in;  ///< refused for now: too much at once
};

/// A way into the room. Subscribe may run on one thread while another talks.
class ChatDoor {
 public:
  virtual ~ChatDoor() = default;

  /// Says a line to everyone. kNameRefused when the server wants another name, INVALID_ARGUMENT
  /// when it does not take the text (or when it is no valid UTF-8: that is found here),
  /// DEADLINE_EXCEEDED after the door's timeout.
  virtual Answer Say(const Line& line) = 0;

  /// Opens a stream of what happens.
  virtual std::unique_ptr<Subscription> Subscribe(const Beginning& beginning) = 0;

  /// Whether events have numbers, as in the chat's own contract: streams begin with a Welcome and
  /// can be resumed, and a line may be said again under its id without being heard twice.
  virtual bool HasNumbers() const { return false; }

  /// Asked when a stream ended with UNIMPLEMENTED: the server lacks this contract. A line that says
  /// which one is tried instead, or nothing when there is none left.
  virtual std::optional<std::string> FallBack() { return std::nullopt; }

  /// What the server thought of earlier messages, on a door that learns it only after Say; OK when
  /// there is nothing to tell. Each refusal is handed over once.
  virtual absl::Status TakeLateRefusal() { return absl::OkStatus(); }

  /// Makes sure that all that was said has reached the server. Call it before leaving.
  virtual absl::Status Close() { return absl::OkStatus(); }
};

/// Which door to open, and what to ask for behind it.
struct DoorChoice {
  /// `room`, `chat_proto`, `chat` or `note`; `auto` is `room`, and `chat_proto` where the server
  /// lacks it.
  std::string name = "auto";
  std::string room = "lobby";  ///< the tutorials' doors all lead to `lobby`
  uint32_t history = 0;        ///< how many earlier messages to hear first, behind the door `room`
  /// For each Say and for Close; streams that are read last as long as they may.
  std::chrono::milliseconds timeout{5000};
};

std::unique_ptr<ChatDoor> OpenDoor(const DoorChoice& choice,
                                   const std::shared_ptr<grpc::Channel>& channel);

}  // namespace workbook::chat
