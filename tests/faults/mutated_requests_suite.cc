// A hundred thousand requests that are nearly right. None may end the server, hang it, or stay in
// its memory.
#include <gmock/gmock.h>

#include <iostream>
#include <random>

#include "faults/call_storm.h"
#include "faults/fault_suites.h"
#include "faults/random_requests.h"
#include "faults/reflected_methods.h"
#include "pairs/programs.h"
#include "support/resident_memory.h"

namespace workbook::testing {
namespace {

using ::testing::Contains;
using ::testing::Key;
using ::testing::Not;

constexpr size_t kMiB = 1024 * 1024;

// Another one each time, unless --gtest_random_seed=N says which.
uint32_t Seed() {
  const int32_t asked_for = GTEST_FLAG_GET(random_seed);
  const uint32_t seed =
      asked_for != 0 ? static_cast<uint32_t>(asked_for) : 1 + std::random_device()() % 99'999;
  std::cout << "seed " << seed << ": repeat with --gtest_random_seed=" << seed << std::endl;
  return seed;
}

}  // namespace

TEST_P(MutatedRequests, NeitherCrashNorGrowTheServer) {
  const auto channel = DialAnew(server_);
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
  const std::vector<std::shared_ptr<grpc::Channel>> channels = {channel, DialAnew(server_)};

  // What a sanitizer has to say it says at the first request that shows it.
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
  EXPECT_THAT(counts, Contains(Key(grpc::StatusCode::OK)));  // some were right all the same
  std::cout << before / kMiB << " MiB before, " << after / kMiB << " MiB after\n";
  if (!sanitized) {
    EXPECT_LT(after, before + 10 * kMiB);
  }
}

}  // namespace workbook::testing
