#include "tests/bench/fanout/report.h"

#include <grpcpp/grpcpp.h>

#include <cstdlib>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tests/bench/fanout/system.h"
#include "tests/bench/fanout/targets.h"

namespace workbook::tests {
namespace {

constexpr std::pair<const char*, Measure> kMeasures[] = {
    {"per_second", Measure::kPerSecond},  {"server_cpu_us", Measure::kServerCpu},
    {"p50_us", Measure::kMedian},         {"p99_us", Measure::kPercentile99},
    {"idle_bytes", Measure::kIdleMemory}, {"idle_cpu_percent", Measure::kIdleCpu},
};

std::string Title(const Load& load) {
  return absl::StrCat(load.readers, " readers, ", load.bytes, " B, ",
                      load.burst == 1 ? "trickle" : absl::StrCat("burst of ", load.burst),
                      load.stalled == 0 ? "" : absl::StrCat(", beside ", load.stalled, " stalled"));
}

std::string LoadTable(const Results& results, const Load& load) {
  std::string out = absl::StrFormat("\n%s\n%-10s %13s %11s %10s %9s %10s\n", Title(load), "",
                                    "delivered/s", "server us", "own / it", "p50 us", "p99 us");
  const auto own = results.Median("own", load, Measure::kServerCpu);
  for (const SystemKind& system : AllSystems()) {
    const auto get = [&](Measure m) { return results.Median(system.name, load, m); };
    if (!get(Measure::kServerCpu)) continue;
    const double cpu = *get(Measure::kServerCpu);
    absl::StrAppendFormat(&out, "%-10s %13.0f %11.3f %10s %9.0f %10.0f\n", system.name,
                          *get(Measure::kPerSecond), cpu,
                          own ? absl::StrFormat("%.2f", *own / cpu) : "", *get(Measure::kMedian),
                          *get(Measure::kPercentile99));
  }
  return out;
}

std::string IdleTable(const Results& results, const Load& load) {
  std::string out = absl::StrFormat("\n%d readers, idle\n%-10s %13s %11s\n", load.readers, "",
                                    "KiB for each", "CPU, %");
  for (const SystemKind& system : AllSystems()) {
    const auto bytes = results.Median(system.name, load, Measure::kIdleMemory);
    const auto cpu = results.Median(system.name, load, Measure::kIdleCpu);
    if (!bytes || !cpu) continue;
    absl::StrAppendFormat(&out, "%-10s %13.1f %11.2f\n", system.name, *bytes / 1024, *cpu);
  }
  return out;
}

std::string TargetTable(const Results& results) {
  std::string out;
  for (const Target& target : AllTargets()) {
    const auto value = target.value(results);
    if (!value) continue;
    absl::StrAppendFormat(&out, "%-44s %9.2f %9.2f  %s\n", target.what, target.limit, *value,
                          *value <= target.limit ? "met" : "NOT MET");
  }
  if (out.empty()) return out;
  return absl::StrFormat("\n%-44s %9s %9s\n", "Targets: server CPU unless stated", "at most",
                         "measured") +
         out;
}

// Names and numbers need no escaping.
std::string FigureJson(const Results& results, const std::string& system, const Load& load) {
  std::string out;
  for (const auto& [name, measure] : kMeasures) {
    if (const auto value = results.Median(system, load, measure)) {
      absl::StrAppendFormat(&out, ", \"%s\": %.9g", name, *value);
    }
  }
  if (out.empty()) return out;
  return absl::StrFormat(
             "{\"system\": \"%s\", \"readers\": %d, \"bytes\": %d, \"burst\": %d, \"stalled\": %d",
             system, load.readers, load.bytes, load.burst, load.stalled) +
         out + "}";
}

}  // namespace

std::string ToText(const Results& results) {
  std::string out;
  for (const Load& load : results.Loads(Measure::kPerSecond)) out += LoadTable(results, load);
  for (const Load& load : results.Loads(Measure::kIdleCpu)) out += IdleTable(results, load);
  return out + TargetTable(results);
}

std::string ToJson(const Results& results, const Plan& plan, int rounds) {
  std::set<Load> loads = results.Loads(Measure::kPerSecond);
  loads.merge(results.Loads(Measure::kIdleCpu));
  std::vector<std::string> figures;
  for (const Load& load : loads) {
    for (const SystemKind& system : AllSystems()) {
      std::string figure = FigureJson(results, system.name, load);
      if (!figure.empty()) figures.push_back(std::move(figure));
    }
  }
  std::vector<std::string> targets;
  for (const Target& target : AllTargets()) {
    if (const auto value = target.value(results)) {
      targets.push_back(absl::StrFormat("{\"what\": \"%s\", \"at_most\": %g, \"measured\": %.9g}",
                                        target.what, target.limit, *value));
    }
  }
  double load_average = 0;
  getloadavg(&load_average, 1);
  return absl::StrFormat(
      "{\"run\": {\"cores\": %d, \"load_average\": %.2f, \"grpc\": \"%s\", \"rounds\": %d, "
      "\"seconds\": %g, \"streams\": %d, \"pipelined\": %s},\n"
      "\"figures\": [\n%s],\n\"targets\": [\n%s]}\n",
      std::thread::hardware_concurrency(), load_average, grpc::Version(), rounds, plan.time.count(),
      plan.streams, plan.pipelined ? "true" : "false", absl::StrJoin(figures, ",\n"),
      absl::StrJoin(targets, ",\n"));
}

}  // namespace workbook::tests
