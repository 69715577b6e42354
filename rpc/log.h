// The libraries' own logs, made fit for a terminal and for a log file.
#pragma once

#include <string>

namespace workbook::rpc {

/// From now on gRPC logs to stderr as one clean line an event: it writes a peer's bytes as they are
/// otherwise, newlines and escape sequences included. GRPC_VERBOSITY still chooses what is logged.
/// Protobuf logs nothing: whoever sent a message that does not parse gets a status that says so.
void InstallLog();

/// `line` on stderr, its first 4 KiB or nothing: dropped while nobody reads there, for no signal
/// and no call must wait for that. Thread-safe; lines do not mix.
void PrintLine(const std::string& line);

/// While one lives, gRPC logs nothing: for an error that the program itself reports, in one line.
class QuietLog {
 public:
  QuietLog();
  ~QuietLog();
  QuietLog(const QuietLog&) = delete;
  QuietLog& operator=(const QuietLog&) = delete;
};

}  // namespace workbook::rpc
