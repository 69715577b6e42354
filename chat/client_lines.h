// Lines of a pipe for one who may be called away: std::getline cannot be told that nobody listens
// any more, and a pipe may stay open and silent for days.
#pragma once

#include <optional>
#include <string>

namespace workbook::chat {

/// Reads lines from a file descriptor. Next is for one thread.
class InputLines {
 public:
  explicit InputLines(int descriptor);
  ~InputLines();
  InputLines(const InputLines&) = delete;
  InputLines& operator=(const InputLines&) = delete;

  /// The next line without its newline, also when the last one has none. Nothing at the end, when
  /// reading fails, and from Stop on. Waits for a line, not for a full buffer.
  std::optional<std::string> Next();

  /// Ends Next, now and for good. From any thread, and harmless in a signal handler.
  void Stop();

 private:
  // False when nothing will come any more.
  bool ReadSome();

  const int descriptor_;
  const int stop_;  // an eventfd
  std::string buffer_;
  size_t begin_ = 0;  // of the next line in buffer_
  bool at_end_ = false;
};

}  // namespace workbook::chat
