// For what becomes true without telling anybody.
#pragma once

#include <chrono>
#include <thread>

namespace workbook::testing {

/// Asks until `condition` holds; false when it does not within a time that no healthy run needs.
/// Only for a state that has no barrier to wait at, such as what a server does after a client has
/// gone.
template <typename Condition>
bool Eventually(const Condition& condition) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    // Whoever makes it true may need this core.
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace workbook::testing
