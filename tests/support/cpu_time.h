// What a process has cost so far.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <ctime>

namespace workbook::testing {

/// User and system time that all threads of the process `pid` have used; zero when there is no such
/// process.
inline std::chrono::nanoseconds CpuTimeOf(pid_t pid) {
  clockid_t clock = 0;
  timespec time{};
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace workbook::testing
