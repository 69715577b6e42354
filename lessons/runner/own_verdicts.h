// The judge's verdicts on the learner's server.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "lessons/runner/contracts.h"
#include "lessons/runner/step_result.h"
#include "workbook/judge/v1/judge.pb.h"

namespace workbook::lessons::runner {

/// The behaviours that passed or failed. Recorded ones, and those that could not be judged, do not
/// count.
struct Score {
  int passed = 0;
  int all = 0;
};

/// Runs `judge`, the program, against the server on `port` of localhost; it writes its verdicts to
/// `json`. Passes when every required behaviour does; `failed` has all that failed, required ones
/// first. `on_status` receives "judging: 12 behaviours, 0:05" on another thread.
StepResult JudgeServer(const std::filesystem::path& judge, const Contract& contract, int port,
                       const std::filesystem::path& json, const std::stop_token& stop,
                       const std::function<void(const std::string&)>& on_status, Score& score);

/// What the verdicts say.
StepResult ReadReport(const judge::v1::Report& report, Score& score);

}  // namespace workbook::lessons::runner
