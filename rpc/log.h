// The libraries' own logs, made safe for a terminal and for a log file.
#pragma once

#include <string>

namespace workbook::rpc {

/// From now on gRPC logs each event to stderr as one printable line: by default it logs a peer's
/// bytes unchanged, newlines and escape sequences included. GRPC_VERBOSITY still selects what it
/// logs. Protobuf logs nothing: the sender of a message that does not parse gets a status that says
/// so.
void InstallLog();

/// Prints the first 4 KiB of `line` on stderr. Drops the line when nothing reads stderr, because no
/// signal and no call may wait for that. Thread-safe; lines do not mix.
void PrintLine(const std::string& line);

/// While one lives, gRPC logs nothing: for errors that the program itself reports, in one line.
/// Needs InstallLog.
class QuietLog {
 public:
  QuietLog();
  ~QuietLog();
  QuietLog(const QuietLog&) = delete;
  QuietLog& operator=(const QuietLog&) = delete;
};

}  // namespace workbook::rpc
