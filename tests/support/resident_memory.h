// How much memory a process has, as the kernel counts it.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <fstream>
#include <string>

namespace workbook::tests {

/// A line of /proc/PID/status, in bytes: "VmRSS:", "VmHWM:". 0 when there is no such process.
inline size_t StatusLine(pid_t pid, const std::string& key) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  std::string word;
  size_t kibibytes = 0;
  while (status >> word) {
    if (word == key) {
      status >> kibibytes;
      break;
    }
  }
  return kibibytes * 1024;
}

/// In bytes, now.
inline size_t ResidentMemory(pid_t pid) { return StatusLine(pid, "VmRSS:"); }

inline constexpr size_t kMiB = 1024 * 1024;

/// The most that it had since it started, or since ForgetPeakMemory, in bytes.
inline size_t PeakMemory(pid_t pid) { return StatusLine(pid, "VmHWM:"); }

/// For a process of this user.
inline void ForgetPeakMemory(pid_t pid) {
  std::ofstream("/proc/" + std::to_string(pid) + "/clear_refs") << "5";
}

}  // namespace workbook::tests
