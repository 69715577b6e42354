// A hundred thousand slightly mutated requests. None may crash the server, hang it, or leak memory.
#include <gmock/gmock.h>

#include <iostream>
#include <random>

#include "tests/e2e/programs.h"
#include "tests/faults/call_storm.h"
#include "tests/faults/fault_suites.h"
#include "tests/faults/random_requests.h"
#include "tests/faults/reflected_methods.h"
#include "tests/support/resident_memory.h"

namespace workbook::tests {
namespace {

using ::testing::Contains;
using ::testing::Key;
using ::testing::Not;

// A new seed for each run, unless --gtest_random_seed=N sets it.
uint32_t Seed() {
  const int32_t asked_for = GTEST_FLAG_GET(random_seed);
  const uint32_t seed =
      asked_for != 0 ? static_cast<uint32_t>(asked_for) : 1 + std::random_device()() % 99'999;
  std::cout << "seed " << seed << ": repeat with --gtest_random_seed=" << seed << std::endl;
  return seed;
}

}  // namespace

TEST_P(MutatedRequests, NeitherCrashNorGrowTheServer) {
  const auto channel = DialOwnConnection(server_);
  const ReflectedMethods methods(channel);
  ASSERT_FALSE(methods.all().empty());
  RandomRequests requests(Seed());
  size_t turn = 0;
  const auto next = [&] {
    const auto& method = *methods.all()[turn++ % methods.all().size()];
    return StormCall{ReflectedMethods::PathOf(method), method.server_streaming(),
                     requests.Mutated(requests.Valid(*method.input_type()))};
  };
  const pid_t pid = server_.process().pid();
  const std::vector<std::shared_ptr<grpc::Channel>> channels = {channel,
                                                                DialOwnConnection(server_)};

  // A sanitizer reports at the first request that triggers it: fewer requests suffice.
  const bool sanitized = ProgramsAreSanitized();
  StatusCounts counts = RunCallStorm(channels, sanitized ? 0 : 20'000, next);
  const size_t before = ResidentMemory(pid);
  for (const auto& [code, times] : RunCallStorm(channels, sanitized ? 25'000 : 100'000, next)) {
    counts[code] += times;
  }
  const size_t after = ResidentMemory(pid);

  for (const auto& [code, times] : counts) std::cout << "code " << code << ": " << times << "\n";
  EXPECT_THAT(counts, Not(Contains(Key(grpc::StatusCode::UNAVAILABLE))));
  EXPECT_THAT(counts, Not(Contains(Key(grpc::StatusCode::DEADLINE_EXCEEDED))));
  EXPECT_THAT(counts,
              Contains(Key(grpc::StatusCode::OK)));  // some mutated requests are still valid
  std::cout << before / kMiB << " MiB before, " << after / kMiB << " MiB after\n";
  if (!sanitized) {
    EXPECT_LT(after, before + 10 * kMiB);
  }
}

}  // namespace workbook::tests
