#include "rpc/log.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>

#include "rpc/text.h"

namespace workbook::rpc {
namespace {

std::atomic<int> quiet{0};

void LogLine(gpr_log_func_args* event) {
  if (quiet.load() > 0) return;
  // One fprintf, so that lines of several threads do not mix.
  std::fprintf(stderr, "grpc %s: %s\n", gpr_log_severity_string(event->severity),
               Printable(event->message).c_str());
}

}  // namespace

void InstallLog() {
  gpr_set_log_function(&LogLine);
  google::protobuf::SetLogHandler(nullptr);
}

void PrintLine(const std::string& line) {
  pollfd standard_error{STDERR_FILENO, POLLOUT, 0};
  if (poll(&standard_error, 1, 0) == 1) std::fprintf(stderr, "%s\n", line.c_str());
}

QuietLog::QuietLog() { ++quiet; }
QuietLog::~QuietLog() { --quiet; }

}  // namespace workbook::rpc
