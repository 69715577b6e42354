#include "lessons/runner/graduation.h"

#include <algorithm>
#include <optional>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/orphans.h"
#include "lessons/runner/own_build.h"
#include "lessons/runner/own_server.h"

namespace workbook::lessons::runner {

int GraduationResult::passed() const {
  return static_cast<int>(std::ranges::count(steps, true, &StepResult::passed));
}

GraduationResult Graduate(const Workspace& workspace, const std::filesystem::path& folder,
                          const std::stop_token& stop, const GraduationEvents& events) {
  const base::OrphanKiller orphans;  // ends after the server
  GraduationResult result;
  std::optional<OwnServer> server;
  const std::function<StepResult()> steps[] = {
      [&] { return FindContract(workspace, folder, stop, result.contract); },
      [&] { return BuildFolder(folder, stop, events.on_status); },
      [&] {
        if (events.on_status) events.on_status("waiting for the server");
        return server.emplace(folder, stop).Start();
      },
      [&] {
        StepResult judged =
            JudgeServer(workspace.build / "bin" / "judge", result.contract, server->port(),
                        folder / "build" / "verdicts.json", stop, events.on_status, result.score);
        if (!server->ended()) return judged;
        // It explains the verdicts.
        StepResult end = server->DescribeEnd(
            "while it was judged",
            "No request may end a server: a handler answers what it cannot do with a status, see "
            "lessons/status_with_reason/README.md.");
        end.failed = judged.failed;
        return end;
      },
      [&] {
        if (events.on_status) events.on_status("waiting for the server's end");
        return server->End();
      },
  };
  static_assert(std::size(steps) == std::tuple_size_v<decltype(kGraduationSteps)>);
  for (const auto& step : steps) {
    StepResult found = step();
    if (stop.stop_requested()) break;
    if (events.on_step) events.on_step(found);
    result.steps.push_back(found);
    if (!found.passed) break;
  }
  return result;
}

std::string WhyNoFolderOfOnesOwn(const Workspace& workspace, const std::filesystem::path& folder) {
  std::error_code error;
  for (const std::filesystem::path& own : {workspace.root, workspace.build}) {
    if (std::filesystem::equivalent(folder, own, error) ||
        std::filesystem::equivalent(folder / "build", own, error)) {
      return absl::StrCat(folder.string(),
                          " belongs to the workbook; name a folder for a server of your own");
    }
  }
  return "";
}

}  // namespace workbook::lessons::runner
