#pragma once

#include <functional>
#include <thread>

namespace workbook::base {

/// While one lives, each SIGINT, SIGTERM or SIGHUP calls a function on a separate thread instead of
/// ending the program. Create it before any other thread: new threads inherit the blocked signals.
class StopSignals {
 public:
  explicit StopSignals(std::function<void()> on_stop);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  const std::function<void()> on_stop_;
  std::jthread thread_;
};

}  // namespace workbook::base
