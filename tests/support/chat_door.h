// The three tutorials' chat contracts seen as one: say something, read what is said. Lets one suite
// hold every door, and lets a test mix them.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace workbook::testing {

/// One message as a reader got it.
struct Heard {
  std::string sender;
  std::string text;
  bool operator==(const Heard&) const = default;
};

/// "ann > hello".
inline std::string Line(const Heard& heard) { return heard.sender + " > " + heard.text; }

inline void PrintTo(const Heard& heard, std::ostream* out) { *out << Line(heard); }

/// How long a reader's stream may last: a broken server makes a red test and not a hanging one.
inline constexpr std::chrono::seconds kPatience{20};

/// One stream that reads.
class ChatReader {
 public:
  virtual ~ChatReader() = default;
  /// Waits for the initial metadata, or for the end of a stream that has none. From then on a
  /// server that sends it when it has registered the reader owes it every message; ours does.
  virtual void WaitForMetadata() = 0;
  /// The next message; nothing when the stream has ended.
  virtual std::optional<Heard> Next() = 0;
  /// Ends the stream. Also while another thread is in Next or WaitForMetadata.
  virtual void Cancel() = 0;
  /// The status that the stream ended with; once Next has returned nothing, or after Cancel.
  virtual grpc::Status Finish() = 0;

  /// The next `count` messages, fewer when the stream ends before.
  std::vector<Heard> NextMessages(size_t count);
};

/// What a door answered.
struct Said {
  grpc::Status status;
  bool accepted = false;  ///< false for an error, and for chat_proto's success=false
};

/// One way into the room, over a channel. Thread-safe.
class ChatDoor {
 public:
  virtual ~ChatDoor() = default;
  virtual Said Say(const std::string& sender, const std::string& text) = 0;
  /// A new reader whose stream has just been asked for.
  virtual std::unique_ptr<ChatReader> Open(std::chrono::seconds patience) = 0;
  /// A new reader, registered when this returns.
  std::unique_ptr<ChatReader> Read(std::chrono::seconds patience = kPatience);
};

/// A door's name as in chat_client --door, and how to make it.
struct DoorKind {
  std::string name;  ///< "chat_proto", "chat" or "note"
  bool replays_history;
  std::function<std::unique_ptr<ChatDoor>(std::shared_ptr<grpc::Channel>)> open;
};

inline void PrintTo(const DoorKind& kind, std::ostream* out) { *out << kind.name; }

/// All three.
const std::vector<DoorKind>& AllDoorKinds();

}  // namespace workbook::testing
