// One system, one round: start it, add readers, measure, stop it.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/fanout/results.h"
#include "tests/bench/fanout/system.h"

namespace workbook::tests {

struct Plan {
  std::vector<size_t> readers;
  std::vector<size_t> bytes;
  std::vector<size_t> bursts;
  std::vector<size_t> stalled;
  std::chrono::duration<double> time{};  ///< that each load takes
  bool pipelined = false;                ///< a burst goes out together
  size_t streams = 100;                  ///< readers on a gRPC connection
};

/// Measures every load of the plan with `readers`, and the memory and CPU time of idle readers.
absl::Status MeasureFanOut(const SystemKind& kind, size_t readers, const Plan& plan,
                           Results& results);

/// Measures the first load of the plan, without and with stalled readers.
absl::Status MeasureStalled(const SystemKind& kind, const Plan& plan, Results& results);

}  // namespace workbook::tests
