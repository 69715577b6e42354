// What a process has cost so far.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
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

/// User and system time that this thread has used.
inline std::chrono::nanoseconds CpuTimeOfThisThread() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// What `pid` uses of one core, in percent, over half a second. That passes here, because time in
/// which nothing happens is what is measured; and this thread is busy meanwhile, because on a busy
/// machine a busy loop gets no whole core: what this thread gets is what counts as one.
inline double PercentOfACoreUsedBy(pid_t pid) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
  const std::chrono::nanoseconds own_before = CpuTimeOfThisThread();
  const std::chrono::nanoseconds before = CpuTimeOf(pid);
  while (std::chrono::steady_clock::now() < end) {
  }
  const std::chrono::duration<double> own = CpuTimeOfThisThread() - own_before;
  std::chrono::duration<double> used = CpuTimeOf(pid) - before;
  if (pid == getpid()) used -= own;  // a server in this process
  return 100 * used / own;
}

/// Far from what waiting costs, and from what a loop gets on a machine that has much else to do.
inline constexpr double kMostPercentAtRest = 10;

/// The same of a process that has nothing to do, or should not. It may still be tidying up after
/// what was before, or compiling what it just ran: it has three half seconds more to come to rest.
/// One that loops does not.
inline double PercentUsedAtRest(pid_t pid) {
  double percent = PercentOfACoreUsedBy(pid);
  for (int more = 0; more < 3 && percent >= kMostPercentAtRest; ++more) {
    percent = std::min(percent, PercentOfACoreUsedBy(pid));
  }
  return percent;
}

}  // namespace workbook::testing
