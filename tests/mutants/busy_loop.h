// Uses a whole core for a while: the fault of a server that polls.
#pragma once

#include <chrono>

namespace workbook::tests {

inline void RunBusyLoop(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
  }
}

}  // namespace workbook::tests
