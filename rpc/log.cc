#include "rpc/log.h"

#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstddef>
#include <mutex>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/mutex.h"
#include "base/text.h"
#include "rpc/grpc_version.h"

#define WORKBOOK_LOGS_WITH_ABSEIL \
  (WORKBOOK_GRPC_LOGS_WITH_ABSEIL || WORKBOOK_PROTOBUF_LOGS_WITH_ABSEIL)
#if WORKBOOK_LOGS_WITH_ABSEIL
#include "absl/base/log_severity.h"
#include "absl/log/globals.h"
#include "absl/log/initialize.h"
#include "absl/log/log_entry.h"
#include "absl/log/log_sink.h"
#include "absl/log/log_sink_registry.h"
#endif
#if !WORKBOOK_GRPC_LOGS_WITH_ABSEIL
#include <grpc/support/log.h>
#endif
#if !WORKBOOK_PROTOBUF_LOGS_WITH_ABSEIL
#include <google/protobuf/stubs/logging.h>
#endif

namespace workbook::rpc {
namespace {

// A pipe that poll reports as writable takes this much at once (POSIX).
constexpr size_t kMaxLineBytes = PIPE_BUF;

base::Mutex printing;
std::atomic<int> quiet{0};

void LogLine(absl::string_view severity, absl::string_view message) {
  if (quiet.load() > 0) return;
  PrintLine(absl::StrCat("grpc ", severity, ": ", base::Printable(message)));
}

#if WORKBOOK_LOGS_WITH_ABSEIL
class LineSink final : public absl::LogSink {
  void Send(const absl::LogEntry& entry) override {
    if (absl::StrContains(entry.source_filename(), "google/protobuf/")) return;
    LogLine(absl::LogSeverityName(entry.log_severity()), entry.text_message());
  }
};

void InstallAbseilLog() {
  static LineSink sink;
  absl::InitializeLog();
  absl::SetStderrThreshold(absl::LogSeverityAtLeast::kInfinity);
  absl::AddLogSink(&sink);
}
#endif

}  // namespace

void InstallLog() {
  static std::once_flag once;
  std::call_once(once, [] {
#if WORKBOOK_LOGS_WITH_ABSEIL
    InstallAbseilLog();
#endif
#if !WORKBOOK_GRPC_LOGS_WITH_ABSEIL
    gpr_set_log_function([](gpr_log_func_args* event) {
      LogLine(gpr_log_severity_string(event->severity), event->message);
    });
#endif
#if !WORKBOOK_PROTOBUF_LOGS_WITH_ABSEIL
    google::protobuf::SetLogHandler(nullptr);
#endif
  });
}

void PrintLine(const std::string& line) {
  const std::string printed = absl::StrCat(base::TruncateUtf8(line, kMaxLineBytes - 1), "\n");
  // Between the two calls no other thread may fill the space that poll has found.
  const base::MutexLock lock(printing);
  pollfd standard_error{STDERR_FILENO, POLLOUT, 0};
  if (poll(&standard_error, 1, 0) != 1 || (standard_error.revents & POLLOUT) == 0) return;
  const ssize_t written = write(STDERR_FILENO, printed.data(), printed.size());
  static_cast<void>(written);  // there is nowhere to report a failure
}

QuietLog::QuietLog() { ++quiet; }
QuietLog::~QuietLog() { --quiet; }

}  // namespace workbook::rpc
