// The client's input: lines of a pipe, and the meaning of a line typed at a terminal.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/event_fd.h"

namespace workbook::chat::client {

/// A line reader that another thread can stop; std::getline cannot be interrupted, and a pipe may
/// stay open and silent for days. Next is for one thread.
class LineReader {
 public:
  explicit LineReader(int fd) : fd_(fd) {}

  /// The next line without its newline; the last one may lack it. Nothing at the end of the input,
  /// on a read error, and from Stop on. Returns a line as soon as it is complete.
  std::optional<std::string> Next();

  /// Ends Next, for good. From any thread, and safe in a signal handler.
  void Stop() { stop_.Signal(); }

 private:
  // False when there is nothing more to read.
  bool ReadSome();

  const int fd_;
  base::EventFd stop_;
  std::string buffer_;
  size_t begin_ = 0;  // of the next line in buffer_
  bool at_end_ = false;
};

/// A line typed at a terminal: a message to send, or a command.
struct TypedLine {
  enum class Kind { kNothing, kMessage, kHelp, kWho, kQuit, kUnknown };
  Kind kind = Kind::kNothing;
  std::string text;  ///< the message; for kUnknown the unknown command
};

/// `q` quits, as in the tutorials; `/help`, `/who` and `/quit` are commands; `//x` sends `/x`. Any
/// other `/x` is an unknown command: only the user who mistyped it sees it, not the room.
TypedLine ParseTypedLine(const std::string& line);

/// What /help shows, one line each.
inline constexpr const char* kHelpLines[] = {
    "/who   who is here",
    "/quit  leave (so do q and Ctrl-D)",
    "//x    send /x",
};

}  // namespace workbook::chat::client
