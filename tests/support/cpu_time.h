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

/// What `pid` uses of one core, in percent, over half a second. That passes here, because time in
/// which nothing happens is what is measured.
inline double PercentOfACoreUsedBy(pid_t pid) {
  const auto began = std::chrono::steady_clock::now();
  const std::chrono::nanoseconds before = CpuTimeOf(pid);
  const timespec half_a_second{.tv_sec = 0, .tv_nsec = 500'000'000};
  nanosleep(&half_a_second, nullptr);
  const std::chrono::duration<double> used = CpuTimeOf(pid) - before;
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began;
  return 100 * used / passed;
}

}  // namespace workbook::testing
