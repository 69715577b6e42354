// A reader of the chat that grants the initial HTTP/2 window and nothing more. It writes its frames
// by hand, because a gRPC client enlarges the window by itself.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "tests/faults/raw_connection.h"
#include "workbook/chat/v1/chat.pb.h"

namespace workbook::tests {

/// One Join whose stream window never grows beyond the first 64 KiB.
class StalledReader {
 public:
  /// The reader is registered when this returns.
  StalledReader(int port, const chat::v1::JoinRequest& request);

  /// Reads until the server ends the stream; false if it does not within kHang.
  bool WaitForEnd();

  /// The status code of the trailers; -1 without trailers.
  int status() const { return status_; }
  /// The HTTP/2 error code of a reset; -1 without one.
  int64_t reset() const { return reset_; }
  /// All complete events by number, and the position to resume from.
  const std::map<uint64_t, std::string>& events() const { return events_; }
  chat::v1::Position position() const;
  /// The bytes of the complete messages.
  size_t bytes() const { return bytes_; }

 private:
  // False when the connection is closed.
  bool Step();
  void TakeMessages();

  RawConnection connection_;
  std::string frames_;    // received, incomplete
  std::string messages_;  // of the stream, incomplete
  size_t bytes_ = 0;
  bool headers_ = false;
  bool ended_ = false;
  int status_ = -1;
  int64_t reset_ = -1;
  std::string epoch_;
  std::map<uint64_t, std::string> events_;
};

}  // namespace workbook::tests
