// `workbook lesson prove`: what CI asks of one lesson, in a minute.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/exit_status.h"
#include "base/process.h"
#include "base/stop_signals.h"
#include "lessons/runner/lesson_build.h"
#include "lessons/runner/workbook.h"

namespace workbook::lessons::runner {
namespace {

constexpr std::chrono::minutes kMostOfATest{10};

}  // namespace

int Workbook::Prove(const std::string& word) {
  const absl::StatusOr<Lesson> lesson = Choose(word);
  if (!lesson.ok()) return PrintError(lesson.status());
  printer_.Heading(absl::StrCat("Lesson ", lesson->Number(), ": ", lesson->title));
  printer_.Blank();
  std::stop_source stop;
  const base::StopSignals signals([&stop] {
    if (!stop.request_stop()) std::_Exit(base::kExitInterrupted);
  });
  const auto show = [this](const std::string& step) { printer_.Status(step); };
  // The mistakes first: their tests compare them with what is recorded.
  for (const char* part : {"programs", "mistakes"}) {
    const std::string target = absl::StrCat("lesson_", lesson->name, "_", part);
    const absl::StatusOr<BuildResult> build =
        BuildTarget(workspace_, target, stop.get_token(), show);
    if (absl::IsCancelled(build.status())) return base::kExitInterrupted;
    if (!build.ok()) return PrintError(absl::UnavailableError(build.status().message()));
    const bool programs = std::string(part) == "programs";
    printer_.Marked(build->ok ? Printer::Style::kGood : Printer::Style::kBad,
                    build->ok ? "pass" : "FAIL",
                    programs ? "Its programs are built: starter, solution, answers, mistakes"
                             : "Each mistake fails in the same way each time");
    if (build->ok) continue;
    printer_.Paragraph(absl::StrCat(build->error.place, " ", build->error.message), 8);
    return base::kExitFailed;
  }
  // What every lesson needs is a test too, of all lessons of a folder or of one.
  const absl::StatusOr<BuildResult> build =
      BuildTarget(workspace_, "every_lesson_test", stop.get_token(), show);
  if (!build.ok() || !build->ok) {
    return PrintError(absl::UnavailableError("the target every_lesson_test cannot be built"));
  }
  const std::string bin = (workspace_.build / "bin").string();
  const struct {
    const char* sentence;
    std::vector<std::string> argv;
  } tests[] = {
      {"The starter and the mistakes fail, the solution and the answers pass",
       {"ctest", "--test-dir", workspace_.build.string(), "-R",
        absl::StrCat("^lesson_", lesson->name, "\\."), "-FA", ".*", "--output-on-failure",
        "--no-tests=error", "-j2"}},
      {"It has what every lesson has",
       {"env", absl::StrCat("WORKBOOK_LESSON=", lesson->name),
        absl::StrCat("WORKBOOK_LESSONS=", lesson->folder.parent_path().string()),
        bin + "/tests/every_lesson_test", "--gtest_brief=1"}},
  };
  bool passed = true;
  for (const auto& test : tests) {
    const auto process = base::Process::Start({.argv = test.argv});
    if (!process.ok()) return PrintError(process.status());
    const std::stop_callback end(stop.get_token(), [&] { (*process)->Signal(SIGTERM); });
    printer_.Status(test.sentence);
    const absl::StatusOr<base::Exit> exit = (*process)->WaitForExit(kMostOfATest);
    if (stop.stop_requested()) return base::kExitInterrupted;
    const bool ok = exit.ok() && exit->ok();
    printer_.Marked(ok ? Printer::Style::kGood : Printer::Style::kBad, ok ? "pass" : "FAIL",
                    test.sentence);
    passed = passed && ok;
    if (ok) continue;
    for (const std::string& line : (*process)->lines(base::Process::Stream::kStdout)) {
      printer_.Verbatim(line, 8);
    }
  }
  printer_.Blank();
  return passed ? base::kExitOk : base::kExitFailed;
}

}  // namespace workbook::lessons::runner
