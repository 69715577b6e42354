#include "rpc/log.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstddef>
#include <mutex>

#include "absl/strings/str_cat.h"
#include "rpc/text.h"

namespace workbook::rpc {
namespace {

// What poll calls writable takes so much at once: POSIX promises it of a pipe.
constexpr size_t kMaxLineBytes = PIPE_BUF;

std::mutex printing;
std::atomic<int> quiet{0};

void LogLine(gpr_log_func_args* event) {
  if (quiet.load() > 0) return;
  PrintLine(absl::StrCat("grpc ", gpr_log_severity_string(event->severity), ": ",
                         Printable(event->message)));
}

// The end of what of `line` has at most `bytes`, without a part of a character behind it.
size_t EndWithin(const std::string& line, size_t bytes) {
  if (line.size() <= bytes) return line.size();
  const auto goes_on = [&](size_t i) {
    return (static_cast<unsigned char>(line[i]) & 0xC0) == 0x80;
  };
  while (bytes > 0 && goes_on(bytes)) --bytes;
  return bytes;
}

}  // namespace

void InstallLog() {
  gpr_set_log_function(&LogLine);
  google::protobuf::SetLogHandler(nullptr);
}

void PrintLine(const std::string& line) {
  const std::string printed = line.substr(0, EndWithin(line, kMaxLineBytes - 1)) + "\n";
  // Between the two calls no other thread may use up the room that the first has seen.
  const std::lock_guard lock(printing);
  pollfd standard_error{STDERR_FILENO, POLLOUT, 0};
  if (poll(&standard_error, 1, 0) != 1 || (standard_error.revents & POLLOUT) == 0) return;
  const ssize_t written = write(STDERR_FILENO, printed.data(), printed.size());
  static_cast<void>(written);  // that it failed could be said nowhere
}

QuietLog::QuietLog() { ++quiet; }
QuietLog::~QuietLog() { --quiet; }

}  // namespace workbook::rpc
