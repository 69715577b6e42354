#include "tests/bench/fanout/targets.h"

#include <algorithm>

namespace workbook::tests {
namespace {

using Value = std::optional<double>;

constexpr Load kBurst100{.readers = 100, .bytes = 64, .burst = 64};
constexpr Load kBurst1000{.readers = 1000, .bytes = 64, .burst = 64};
constexpr Load kBurst5000{.readers = 5000, .bytes = 64, .burst = 64};
constexpr Load kTrickle100{.readers = 100, .bytes = 64, .burst = 1};
constexpr Load kTrickle1000{.readers = 1000, .bytes = 64, .burst = 1};

Value Ratio(Value one, Value other) {
  if (!one || !other || *other == 0) return std::nullopt;
  return *one / *other;
}

Value Cpu(const Results& results, const char* one, const char* other, const Load& load) {
  return Ratio(results.Median(one, load, Measure::kServerCpu),
               results.Median(other, load, Measure::kServerCpu));
}

// How much faster the readers were without stalled ones.
Value Slowdown(const Results& results, size_t stalled) {
  Load with = kBurst100;
  with.stalled = stalled;
  return Ratio(results.Median("own", kBurst100, Measure::kPerSecond),
               results.Median("own", with, Measure::kPerSecond));
}

}  // namespace

const std::vector<Target>& AllTargets() {
  using R = const Results&;
  static const std::vector<Target> targets = {
      {"burst, 100 readers: own / redis", 0.6,
       [](R r) { return Cpu(r, "own", "redis", kBurst100); }},
      {"burst, 100 readers: own / nats", 0.3, [](R r) { return Cpu(r, "own", "nats", kBurst100); }},
      {"burst, 100 readers: own / floor", 1.6,
       [](R r) { return Cpu(r, "own", "floor", kBurst100); }},
      {"burst, 1000 readers: own / redis", 0.6,
       [](R r) { return Cpu(r, "own", "redis", kBurst1000); }},
      {"burst, 1000 readers: own / nats", 0.3,
       [](R r) { return Cpu(r, "own", "nats", kBurst1000); }},
      {"burst, 1000 readers: own / floor", 1.6,
       [](R r) { return Cpu(r, "own", "floor", kBurst1000); }},
      {"burst, 5000 readers: own / redis", 1.0,
       [](R r) { return Cpu(r, "own", "redis", kBurst5000); }},
      {"burst, 100 readers: chat / plain", 0.12,
       [](R r) { return Cpu(r, "chat", "plain", kBurst100); }},
      {"burst, 100 readers: chat_proto / plain", 0.12,
       [](R r) { return Cpu(r, "chat_proto", "plain", kBurst100); }},
      {"trickle, 100 readers: own / nats", 0.9,
       [](R r) { return Cpu(r, "own", "nats", kTrickle100); }},
      {"trickle, 100 readers: own / redis", 1.6,
       [](R r) { return Cpu(r, "own", "redis", kTrickle100); }},
      {"trickle, 100 readers: own / plain", 0.45,
       [](R r) { return Cpu(r, "own", "plain", kTrickle100); }},
      {"trickle, 1000 readers: own / nats", 0.9,
       [](R r) { return Cpu(r, "own", "nats", kTrickle1000); }},
      {"trickle, 1000 readers: own / redis", 1.6,
       [](R r) { return Cpu(r, "own", "redis", kTrickle1000); }},
      {"trickle, 1000 readers: own / plain", 0.45,
       [](R r) { return Cpu(r, "own", "plain", kTrickle1000); }},
      {"idle, 1000 readers: KiB for each", 36,
       [](R r) {
         const Value bytes = r.Median("own", {.readers = 1000}, Measure::kIdleMemory);
         return bytes ? Value(*bytes / 1024) : bytes;
       }},
      {"idle, 1000 readers: % of a core", 0.1,
       [](R r) { return r.Median("own", {.readers = 1000}, Measure::kIdleCpu); }},
      {"burst, 100 readers: slowdown, 1 stalled", 1.1, [](R r) { return Slowdown(r, 1); }},
      {"burst, 100 readers: slowdown, 10 stalled", 1.1, [](R r) { return Slowdown(r, 10); }},
  };
  return targets;
}

}  // namespace workbook::tests
