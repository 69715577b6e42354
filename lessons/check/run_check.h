// Runs a lesson's check as `./workbook check` does.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "conformance/runner/worker_supervisor.h"
#include "workbook/judge/v1/judge.pb.h"

namespace workbook::lessons::check {

/// The verdicts of the program `check`, in the order of its behaviours.
inline absl::StatusOr<std::vector<judge::v1::Verdict>> RunCheck(const std::string& check) {
  namespace runner = conformance::runner;
  const auto behaviours = runner::ListBehaviours(check);
  if (!behaviours.ok()) return behaviours.status();
  std::vector<std::string> names;
  for (const judge::v1::Verdict& behaviour : *behaviours) names.push_back(behaviour.name());
  runner::WorkerSupervisor supervisor({check}, names, runner::kLessonTimeout);
  std::vector<judge::v1::Verdict> verdicts;
  for (const std::string& name : names) {
    verdicts.push_back(supervisor.VerdictOn(name));
    verdicts.back().set_name(name);
  }
  return verdicts;
}

}  // namespace workbook::lessons::check
