// chat_fanout: what it costs a server to bring a message to many readers, for the chat's doors and
// for others who do the same. All systems take their turns in each round, so that what else the
// machine does falls on all of them; the tables show medians over the rounds.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "bench/fanout/measure.h"
#include "bench/fanout/report.h"
#include "rpc/program.h"

namespace workbook::bench {
namespace {

struct Flags {
  std::vector<std::string> systems;
  std::vector<std::string> stalled_systems{"own"};
  Plan plan{.readers = {100, 1000}, .bytes = {64, 1024}, .bursts = {1, 64}, .stalled = {1, 10}};
  double seconds = 1;
  int rounds = 5;
  std::string json;
};

void AddFlags(CLI::App& app, Flags& flags) {
  std::string systems = "What to measure, of:";
  for (const SystemKind& kind : AllSystems()) {
    flags.systems.push_back(kind.name);
    absl::StrAppend(&systems, "\n  ", kind.name, ": ", kind.what);
  }
  const auto names = CLI::IsMember(flags.systems);
  app.add_option("--systems", flags.systems, systems)->delimiter(',')->check(names);
  app.add_option("--readers", flags.plan.readers, "Numbers of readers")->delimiter(',');
  app.add_option("--bytes", flags.plan.bytes, "Sizes of a text")->delimiter(',');
  app.add_option("--bursts", flags.plan.bursts,
                 "Messages published back to back; 1: each is awaited before the next")
      ->delimiter(',');
  app.add_option("--stalled", flags.plan.stalled,
                 "Stalled readers beside the first number of readers, rising")
      ->delimiter(',');
  app.add_option("--stalled-systems", flags.stalled_systems, "What to measure them with")
      ->delimiter(',')
      ->check(names);
  app.add_option("--streams", flags.plan.streams, "Readers that share a gRPC connection")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  app.add_flag("--pipelined", flags.plan.pipelined, "A burst goes out in one packet where it fits");
  app.add_option("--seconds", flags.seconds, "How long each load lasts")->capture_default_str();
  app.add_option("--rounds", flags.rounds, "How often all is measured")->capture_default_str();
  app.add_option("--json", flags.json, "A file for the figures");
}

// Thousands of readers are thousands of sockets, here and in the servers, which inherit the limit.
void RaiseOpenFiles() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// All systems, once. A system that is not installed is left out from now on.
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
      return rpc::kExitFailed;
    }
  }
  std::fputs(ToText(results).c_str(), stdout);
  if (flags.json.empty()) return rpc::kExitOk;
  std::ofstream file(flags.json);
  file << ToJson(results, flags.plan, flags.rounds) << std::flush;
  if (file) return rpc::kExitOk;
  std::fprintf(stderr, "chat_fanout: cannot write %s\n", flags.json.c_str());
  return rpc::kExitFailed;
}

}  // namespace
}  // namespace workbook::bench

int main(int argc, char** argv) {
  // As our servers do: Debian's Abseil would otherwise look for deadlocks at every lock.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  CLI::App app("Measures what the fan-out of a chat costs.", "chat_fanout");
  workbook::bench::Flags flags;
  workbook::bench::AddFlags(app, flags);
  if (const auto exit_code = workbook::rpc::ParseFlags(app, argc, argv)) return *exit_code;
  return workbook::bench::Run(flags);
}
