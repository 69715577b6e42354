// What an operator wants to know: how much there is, how much there was, and who was cut.
#pragma once

#include <atomic>
#include <cstdint>

namespace workbook::chat {

/// Counters since the start of the server, and the number of readers now. Thread-safe.
struct Counters {
  std::atomic<uint64_t> readers{0};
  std::atomic<uint64_t> messages_said{0};
  std::atomic<uint64_t> slow_readers_cut{0};
  std::atomic<uint64_t> gaps_told{0};
  std::atomic<uint64_t> sends_throttled{0};
  std::atomic<uint64_t> sends_repeated{0};
};

}  // namespace workbook::chat
