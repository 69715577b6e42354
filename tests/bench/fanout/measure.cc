#include "tests/bench/fanout/measure.h"

#include <memory>
#include <string>
#include <thread>
#include <utility>

namespace workbook::tests {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;
using Micros = std::chrono::duration<double, std::micro>;

// Publishes bursts, each once all readers have received the one before.
absl::Status Run(System& system, const Load& load, const Plan& plan, double part,
                 Deliveries& deliveries) {
  const std::string text(load.bytes, 'x');
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(part * plan.time);
  do {
    const size_t target = deliveries.total() + load.burst * load.readers;
    deliveries.StartBurst();
    if (absl::Status status = system.Publish(text, load.burst, plan.pipelined); !status.ok())
      return status;
    while (deliveries.total() < target) {
      if (absl::Status status = system.WaitForEvent(deliveries); !status.ok()) return status;
    }
  } while (Clock::now() < end);
  return absl::OkStatus();
}

absl::Status MeasureLoad(const std::string& name, System& system, const Load& load,
                         const Plan& plan, Results& results) {
  Deliveries warm_up;
  if (absl::Status status = Run(system, load, plan, 0.1, warm_up); !status.ok()) return status;

  Deliveries deliveries;
  const auto cpu_before = system.server().CpuTime();
  const auto before = Clock::now();
  if (absl::Status status = Run(system, load, plan, 1, deliveries); !status.ok()) return status;
  const Seconds took = Clock::now() - before;
  const Micros cpu = system.server().CpuTime() - cpu_before;

  const auto total = static_cast<double>(deliveries.total());
  const Latencies& latencies = deliveries.latencies();
  results.Add(name, load, Measure::kPerSecond, total / took.count());
  results.Add(name, load, Measure::kServerCpu, cpu.count() / total);
  results.Add(name, load, Measure::kMedian, Micros(latencies.Percentile(0.5)).count());
  results.Add(name, load, Measure::kPercentile99, Micros(latencies.Percentile(0.99)).count());
  return absl::OkStatus();
}

}  // namespace

absl::Status MeasureFanOut(const SystemKind& kind, size_t readers, const Plan& plan,
                           Results& results) {
  const auto started = kind.start(plan.streams);
  if (!started.ok()) return started.status();
  System& system = **started;

  const size_t memory_before = system.server().ResidentBytes();
  if (absl::Status status = system.Join(readers); !status.ok()) return status;
  // Both sleeps are part of the measurement: the first lets the work of joining finish, the second
  // is the idle time.
  std::this_thread::sleep_for(plan.time / 2);
  const auto cpu_before = system.server().CpuTime();
  std::this_thread::sleep_for(plan.time);
  const Seconds cpu = system.server().CpuTime() - cpu_before;
  const Load idle{.readers = readers};
  results.Add(kind.name, idle, Measure::kIdleCpu, 100 * cpu / plan.time);
  results.Add(
      kind.name, idle, Measure::kIdleMemory,
      (static_cast<double>(system.server().ResidentBytes()) - static_cast<double>(memory_before)) /
          static_cast<double>(readers));

  for (const size_t bytes : plan.bytes) {
    for (const size_t burst : plan.bursts) {
      const Load load{.readers = readers, .bytes = bytes, .burst = burst};
      absl::Status status = MeasureLoad(kind.name, system, load, plan, results);
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status MeasureStalled(const SystemKind& kind, const Plan& plan, Results& results) {
  const auto started = kind.start(plan.streams);
  if (!started.ok()) return started.status();
  System& system = **started;
  if (absl::Status status = system.Join(plan.readers.front()); !status.ok()) return status;
  size_t here = 0;
  for (const size_t stalled : plan.stalled) {
    if (absl::Status status = system.JoinStalled(stalled - here); !status.ok()) return status;
    here = stalled;
    const Load load{.readers = plan.readers.front(),
                    .bytes = plan.bytes.front(),
                    .burst = plan.bursts.back(),
                    .stalled = stalled};
    absl::Status status = MeasureLoad(kind.name, system, load, plan, results);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace workbook::tests
