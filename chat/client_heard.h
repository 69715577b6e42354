// What a reader hears, whichever contract it came through. The tutorials' contracts know one kind
// of event, that somebody said something; the chat's own knows six, numbers them and dates them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"

namespace workbook::chat {

/// A place in a room's order of events, to come back to. It holds within one epoch only.
struct Bookmark {
  std::string epoch;
  uint64_t sequence = 0;
};

/// One event. Names and texts are as the server sent them: rpc::Printable before they reach a
/// terminal.
struct Heard {
  struct Said {
    std::string owner;
    std::string text;
  };
  struct Joined {
    std::string name;
  };
  struct Left {
    std::string name;
  };
  /// The first event of each stream, behind a door that has it.
  struct Welcome {
    Bookmark newest;  ///< the room's newest event; who is here, below, is as of then
    std::vector<std::string> names;
    uint32_t name_count = 0;  ///< may be more than `names` holds
    uint32_t reader_count = 0;
  };
  /// Some of what happened will not be heard.
  struct Gap {
    bool other_epoch = false;  ///< the room began anew: nobody knows how much is missing
    uint64_t first = 0;        ///< otherwise the missing numbers, both included
    uint64_t last = 0;
  };
  /// The server is about to end the stream.
  struct ShuttingDown {};

  std::variant<Said, Joined, Left, Welcome, Gap, ShuttingDown> what;
  uint64_t sequence =
      0;  ///< 0 for what is for this reader alone, and where a contract has no numbers
  std::optional<absl::Time> time;  ///< by the server's clock, where a contract has one

  template <typename Kind>
  const Kind* As() const {
    return std::get_if<Kind>(&what);
  }
};

}  // namespace workbook::chat
