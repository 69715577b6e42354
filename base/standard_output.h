// Output that is lost, say on a full disk, must not look like success.
#pragma once

#include <cstdio>

namespace workbook::base {

/// fflush(out). For stdout, the reason of a failure is kept for ReportUnwrittenOutput: stdio
/// forgets it.
void Flush(std::FILE* out);

/// Flushes stdout once main has returned. If any of the output could not be written, prints
/// `PROGRAM: cannot write standard output: REASON` on stderr, and the exit status is kExitFailed.
void ReportUnwrittenOutput();

}  // namespace workbook::base
