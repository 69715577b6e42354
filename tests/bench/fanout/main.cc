// chat_fanout: the cost of delivering a message to many readers, for the chat's contracts and for
// other systems. All systems take turns in each round, so that other load on the machine affects
// all of them; the tables show medians over the rounds.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/exit_status.h"
#include "base/flags.h"
#include "tests/bench/fanout/measure.h"
#include "tests/bench/fanout/report.h"

namespace workbook::tests {
namespace {

struct Flags {
  std::vector<std::string> systems;
  std::vector<std::string> stalled_systems{"own"};
  Plan plan{.readers = {100, 1000}, .bytes = {64, 1024}, .bursts = {1, 64}, .stalled = {1, 10}};
  double seconds = 1;
  int rounds = 5;
  std::string json;
};

void AddFlags(base::CommandLine& line, Flags& flags) {
  std::string systems = "What to measure, of:";
  for (const SystemKind& kind : AllSystems()) {
    flags.systems.push_back(kind.name);
    absl::StrAppend(&systems, "\n  ", kind.name, ": ", kind.what);
  }
  const std::vector<std::string> names = flags.systems;
  line.Add("--systems", flags.systems, systems).SeparatedBy(',').OneOf(names);
  line.Add("--readers", flags.plan.readers, "Numbers of readers").SeparatedBy(',');
  line.Add("--bytes", flags.plan.bytes, "Sizes of a text").SeparatedBy(',');
  line.Add("--bursts", flags.plan.bursts,
           "Messages published back to back; 1: each is awaited before the next")
      .SeparatedBy(',');
  line.Add("--stalled", flags.plan.stalled,
           "Stalled readers beside the first number of readers, rising")
      .SeparatedBy(',');
  line.Add("--stalled-systems", flags.stalled_systems, "What to measure them with")
      .SeparatedBy(',')
      .OneOf(names);
  line.Add("--streams", flags.plan.streams, "Readers that share a gRPC connection")
      .ShowDefault()
      .Between(1, 100);
  line.Add("--pipelined", flags.plan.pipelined, "A burst goes out in one packet where it fits");
  line.Add("--seconds", flags.seconds, "How long each load lasts").ShowDefault();
  line.Add("--rounds", flags.rounds, "How often all is measured").ShowDefault();
  line.Add("--json", flags.json, "A file for the figures");
}

// Thousands of readers need thousands of sockets, here and in the servers, which inherit the limit.
void RaiseOpenFiles() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Measures all systems once. Drops a system that is not installed.
absl::Status Round(const Flags& flags, std::set<std::string>& missing, Results& results) {
  for (const size_t readers : flags.plan.readers) {
    for (const SystemKind& kind : AllSystems()) {
      if (std::count(flags.systems.begin(), flags.systems.end(), kind.name) == 0) continue;
      if (missing.contains(kind.name)) continue;
      absl::Status status = MeasureFanOut(kind, readers, flags.plan, results);
      if (status.ok() && readers == flags.plan.readers.front() &&
          std::count(flags.stalled_systems.begin(), flags.stalled_systems.end(), kind.name) > 0) {
        status = MeasureStalled(kind, flags.plan, results);
      }
      if (absl::IsNotFound(status)) {
        std::fprintf(stderr, "left out: %s: %s\n", kind.name.c_str(), status.ToString().c_str());
        missing.insert(kind.name);
      } else if (!status.ok()) {
        return absl::Status(status.code(), absl::StrCat(kind.name, ": ", status.message()));
      }
    }
  }
  return absl::OkStatus();
}

int Run(Flags& flags) {
  RaiseOpenFiles();
  flags.plan.time = std::chrono::duration<double>(flags.seconds);
  flags.plan.stalled.insert(flags.plan.stalled.begin(), 0);
  Results results;
  std::set<std::string> missing;
  for (int round = 1; round <= flags.rounds; ++round) {
    std::fprintf(stderr, "round %d of %d\n", round, flags.rounds);
    if (absl::Status status = Round(flags, missing, results); !status.ok()) {
      std::fprintf(stderr, "chat_fanout: %s\n", status.ToString().c_str());
      return base::kExitFailed;
    }
  }
  std::fputs(ToText(results).c_str(), stdout);
  if (flags.json.empty()) return base::kExitOk;
  std::ofstream file(flags.json);
  file << ToJson(results, flags.plan, flags.rounds) << std::flush;
  if (file) return base::kExitOk;
  std::fprintf(stderr, "chat_fanout: cannot write %s\n", flags.json.c_str());
  return base::kExitFailed;
}

}  // namespace
}  // namespace workbook::tests

int main(int argc, char** argv) {
  // As in our servers: Debian's Abseil otherwise checks every lock for deadlocks.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  workbook::base::CommandLine line("chat_fanout", "Measures what the fan-out of a chat costs.", "");
  workbook::tests::Flags flags;
  workbook::tests::AddFlags(line, flags);
  if (const auto exit_code = line.Parse(argc, argv)) return *exit_code;
  return workbook::tests::Run(flags);
}
