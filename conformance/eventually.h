// Polls for state that has no completion signal.
#pragma once

#include <chrono>
#include <thread>

namespace workbook::conformance {

/// Polls until `condition` is true; false when it is not within 30 s, far more than a healthy run
/// needs. Only for state without a barrier to wait at, such as what a server does after a client
/// has left.
template <typename Condition>
bool Eventually(const Condition& condition) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    // The thread that makes it true may need this core.
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace workbook::conformance
