#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace workbook::runner {

/// While one lives, SIGINT, SIGTERM and SIGHUP call a function, on a thread of its own and as often
/// as they come, instead of ending the program. Make it before any other thread: the new ones
/// inherit the blocked signals.
class StopSignals {
 public:
  explicit StopSignals(std::function<void()> on_stop);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  const std::function<void()> on_stop_;
  std::atomic<bool> done_{false};
  std::thread thread_;
};

}  // namespace workbook::runner
