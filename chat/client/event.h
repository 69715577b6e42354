// A chat event, independent of the contract. The tutorials' contracts have one kind of event, a
// message; the chat's own contract has six kinds, and numbers and dates them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"

namespace workbook::chat::client {

/// A place in a room's log, to resume from. Valid within one epoch only.
struct Position {
  std::string epoch;
  uint64_t sequence = 0;
};

/// One event. Names and texts are as the server sent them: pass them through base::Printable before
/// they reach a terminal.
struct Event {
  struct Message {
    std::string sender;
    std::string text;
  };
  struct Joined {
    std::string name;
  };
  struct Left {
    std::string name;
  };
  /// The first event of each stream, where the contract has it.
  struct Welcome {
    Position newest;  ///< of the room's newest event; the participants below are as of then
    std::vector<std::string> names;
    uint32_t name_count = 0;  ///< may be more than `names` holds
    uint32_t reader_count = 0;
  };
  /// The reader will not receive some of the events.
  struct Gap {
    bool other_epoch = false;  ///< the room restarted: how many events are missing is unknown
    uint64_t first = 0;        ///< otherwise the missing sequence numbers, both included
    uint64_t last = 0;
  };
  /// The server is about to end the stream.
  struct ShuttingDown {};

  std::variant<Message, Joined, Left, Welcome, Gap, ShuttingDown> kind;
  /// 0 for an event that is for this reader alone, and where a contract has no sequence numbers.
  uint64_t sequence = 0;
  std::optional<absl::Time> time;  ///< by the server's clock, where a contract has one

  template <typename Kind>
  const Kind* As() const {
    return std::get_if<Kind>(&kind);
  }
};

}  // namespace workbook::chat::client
