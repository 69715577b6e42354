// A reader of the chat that lets the server send as much as HTTP/2 allows at the beginning, and
// then takes no more: frames by hand, since a gRPC client would ask for more by itself.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "faults/raw_connection.h"
#include "workbook/chat/v1/chat.pb.h"

namespace workbook::testing {

/// One Join that never gives the stream more to send than the first 64 KiB.
class StalledReader {
 public:
  /// Registered when this returns.
  StalledReader(int port, const chat::v1::JoinRequest& request);

  /// Reads what comes until the server ends the stream; false when it does not within kHang.
  bool AwaitEnd();

  /// The code of the trailers, -1 when none came.
  int status() const { return status_; }
  /// The stream was reset: HTTP/2's error code, -1 when it was not.
  int64_t reset() const { return reset_; }
  /// All whole events that came, by number; and where to resume.
  const std::map<uint64_t, std::string>& events() const { return events_; }
  chat::v1::Position position() const;
  /// Bytes of messages that came.
  size_t bytes() const { return bytes_; }

 private:
  // False when the connection is closed.
  bool Step();
  void TakeMessages();

  RawConnection connection_;
  std::string frames_;    // received, and not yet whole
  std::string messages_;  // of the stream, and not yet whole
  size_t bytes_ = 0;
  bool headers_ = false;
  bool ended_ = false;
  int status_ = -1;
  int64_t reset_ = -1;
  std::string epoch_;
  std::map<uint64_t, std::string> events_;
};

}  // namespace workbook::testing
