// The CPU time of a process.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>

namespace workbook::conformance {

/// User and system time of all threads of the process `pid`; zero when there is no such process.
inline std::chrono::nanoseconds CpuTimeOf(pid_t pid) {
  clockid_t clock = 0;
  timespec time{};
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// User and system time of this thread.
inline std::chrono::nanoseconds CpuTimeOfThisThread() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// The share of one core that `pid` uses during half a second, in percent. On a loaded machine a
/// busy process gets less than a core. So this thread runs a busy loop meanwhile: of a process that
/// gets half as much as this thread or more, what this thread gets counts as a core.
inline double PercentOfACoreUsedBy(pid_t pid) {
  const auto start = std::chrono::steady_clock::now();
  const auto end = start + std::chrono::milliseconds(500);
  const std::chrono::nanoseconds own_before = CpuTimeOfThisThread();
  const std::chrono::nanoseconds before = CpuTimeOf(pid);
  while (std::chrono::steady_clock::now() < end) {
  }
  const std::chrono::duration<double> own = CpuTimeOfThisThread() - own_before;
  std::chrono::duration<double> used = CpuTimeOf(pid) - before;
  if (pid == getpid()) used -= own;  // a server in this process
  const std::chrono::duration<double> core = std::chrono::steady_clock::now() - start;
  return 100 * (used > own / 2 ? used / own : used / core);
}

/// Far above the cost of waiting, and far below what a busy loop gets on a loaded machine.
inline constexpr double kMostPercentAtRest = 10;

/// The same for a process that should be idle. It may still clean up after earlier calls, or
/// compile code that it just ran: it gets three more half seconds. A process in a busy loop fails
/// all the same.
inline double PercentUsedAtRest(pid_t pid) {
  double percent = PercentOfACoreUsedBy(pid);
  for (int more = 0; more < 3 && percent >= kMostPercentAtRest; ++more) {
    percent = std::min(percent, PercentOfACoreUsedBy(pid));
  }
  return percent;
}

}  // namespace workbook::conformance
