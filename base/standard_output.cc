#include "base/standard_output.h"

#include <errno.h>  // program_invocation_short_name
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>

#include "base/exit_status.h"

namespace workbook::base {
namespace {

std::atomic<int> first_reason = 0;

void CloseStdout() {
  Flush(stdout);
  if (std::ferror(stdout) == 0 && first_reason == 0) return;
  std::fprintf(stderr, "%s: cannot write standard output: %s\n", program_invocation_short_name,
               std::strerror(first_reason != 0 ? first_reason.load() : EIO));
  _exit(kExitFailed);  // exit may not be called here
}

}  // namespace

void Flush(std::FILE* out) {
  int none = 0;
  if (std::fflush(out) != 0 && out == stdout) first_reason.compare_exchange_strong(none, errno);
}

void ReportUnwrittenOutput() {
  static const int once = std::atexit(CloseStdout);
  static_cast<void>(once);
}

}  // namespace workbook::base
