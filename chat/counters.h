// What an operator wants to know: how much there is, how much there was, and who was cut.
#pragma once

#include <atomic>
#include <cstdint>

namespace workbook::chat {

/// Counters since the start of the server, and how many streams there are now. Thread-safe.
struct Counters {
  std::atomic<uint64_t> readers{0};
  std::atomic<uint64_t> speakers{0};
  std::atomic<uint64_t> watchers{0};
  std::atomic<uint64_t> messages_said{0};
  std::atomic<uint64_t> slow_readers_cut{0};
  std::atomic<uint64_t> gaps_told{0};
  std::atomic<uint64_t> sends_throttled{0};
  std::atomic<uint64_t> sends_repeated{0};
};

/// One of a limited number, for as long as it lives.
class Seat {
 public:
  Seat() = default;
  ~Seat() { GiveUp(); }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  /// Counts this one; false when there are `most` already.
  bool Take(std::atomic<uint64_t>& taken, uint64_t most) {
    if (++taken > most) {
      --taken;
      return false;
    }
    taken_ = &taken;
    return true;
  }

  void GiveUp() {
    if (taken_ != nullptr) --*taken_;
    taken_ = nullptr;
  }

 private:
  std::atomic<uint64_t>* taken_ = nullptr;
};

}  // namespace workbook::chat
