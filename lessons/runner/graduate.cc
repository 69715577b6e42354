// `workbook graduate`: the page at the end of the lessons, and the steps to a server of one's own.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stop_token>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/exit_status.h"
#include "base/stop_signals.h"
#include "lessons/runner/graduation.h"
#include "lessons/runner/lesson_check.h"
#include "lessons/runner/workbook.h"

namespace workbook::lessons::runner {
namespace {

using lessons::v1::Graduation;
using lessons::v1::Progress;

constexpr size_t kDetailIndent = 8;
constexpr size_t kDetailLabel = 10;
constexpr size_t kShownFailures = 3;

void PrintFailures(Printer& printer, const std::vector<judge::v1::Verdict>& failed) {
  for (size_t i = 0; i < std::min(failed.size(), kShownFailures); ++i) {
    const judge::v1::Verdict& verdict = failed[i];
    printer.Blank();
    const bool required = verdict.level() == judge::v1::LEVEL_REQUIRED;
    printer.Labelled(required ? "required:" : "lacks:", verdict.sentence(), kDetailIndent,
                     kDetailLabel);
    printer.Labelled("expected:", verdict.expected(), kDetailIndent, kDetailLabel);
    printer.Labelled("actual:", verdict.actual(), kDetailIndent, kDetailLabel);
    printer.Labelled("lesson:", verdict.lesson(), kDetailIndent, kDetailLabel);
  }
  if (failed.size() > kShownFailures) {
    printer.Blank();
    printer.Paragraph(absl::StrCat("and ", failed.size() - kShownFailures, " more."),
                      kDetailIndent);
  }
}

void PrintStep(Printer& printer, const char* sentence, const StepResult& step) {
  printer.Marked(step.passed ? Printer::Style::kGood : Printer::Style::kBad,
                 step.passed ? "pass" : "FAIL", sentence);
  printer.Paragraph(step.found, kDetailIndent);
  if (!step.error.message.empty()) {
    printer.Blank();
    PrintBuildError(printer, step.error);
    printer.Blank();
  }
  if (!step.output.empty()) printer.Paragraph("The last that it printed:", kDetailIndent);
  for (const std::string& line : step.output) printer.Paragraph(line, kDetailIndent + 2);
  PrintFailures(printer, step.failed);
  if (!step.failed.empty()) printer.Blank();
}

std::string Describe(const Graduation& best) {
  std::string text =
      absl::StrCat(best.service(), ", ", best.steps(), " of ", kGraduationSteps.size(), " steps");
  if (best.behaviours() > 0) {
    absl::StrAppend(&text, ", ", best.behaviours_passed(), " of ", best.behaviours(),
                    " behaviours");
  }
  return text;
}

// The two commands that judge the server by hand.
void PrintHowToJudge(Printer& printer, const std::string& folder, const Contract& contract) {
  printer.Paragraph("The judge's whole table, with the server in another terminal:");
  printer.Labelled("", absl::StrCat(folder, "/build/server --port 50050"), 2, 0);
  printer.Labelled(
      "", absl::StrCat("./workbook judge ", contract.service, " --target localhost:50050"), 2, 0);
}

}  // namespace

void Workbook::PrintOwnServers() {
  const Progress progress = progress_.Read();
  for (const Graduation& best : progress.graduation()) {
    printer_.Paragraph(absl::StrCat("Your own server: ", Describe(best), "."));
  }
}

void Workbook::PrintClosingPage() {
  const std::vector<Lesson> unsolved = Unsolved();
  const auto is_solved = [&](const Lesson& lesson) {
    return std::ranges::find(unsolved, lesson.name, &Lesson::name) == unsolved.end();
  };
  PrintBar();
  printer_.Paragraph(
      unsolved.empty()
          ? absl::StrCat("All ", lessons_.size(), " lessons are solved.")
          : absl::StrCat(unsolved.size(), unsolved.size() == 1 ? " lesson is" : " lessons are",
                         " left: ./workbook next. What is below is open to you all the same."));
  std::string part;
  ptrdiff_t solved = 0;  // in this part
  for (const Lesson& lesson : lessons_) {
    if (lesson.part != part) {
      part = lesson.part;
      const auto in_part = [&](const Lesson& one) { return one.part == part; };
      solved = std::ranges::count_if(
          lessons_, [&](const Lesson& one) { return in_part(one) && is_solved(one); });
      printer_.Blank();
      printer_.Heading(absl::StrFormat("%s: %d of %d solved", part, solved,
                                       std::ranges::count_if(lessons_, in_part)));
    }
    // Where none is solved, the heading says it for all.
    const bool is_left = solved > 0 && !is_solved(lesson);
    const std::string taught = TaughtBy(lesson);
    printer_.Labelled(
        lesson.Number(),
        absl::StrCat(taught.empty() ? lesson.title : taught, is_left ? " (not solved yet)" : ""), 2,
        4);
  }
  printer_.Blank();
  printer_.Heading("Compare your answers");
  printer_.Labelled("./workbook solution NN", "shows an answer that passes.", 2, 24);
  printer_.Labelled("lessons/*/README.md",
                    "names a worked example: the same idea in a server or client of the workbook.",
                    2, 24);
  printer_.Blank();
  printer_.Heading("The way on: your own server");
  printer_.Paragraph(
      "An empty folder, a contract of the documents, and a server that you write from its first "
      "line: the .proto, the CMakeLists.txt, main. ./workbook graduate DIR goes through the steps "
      "with you and keeps the score; it writes none of your files. What teaches a step stands "
      "below it.");
  for (size_t i = 0; i < kGraduationSteps.size(); ++i) {
    printer_.Labelled(absl::StrCat(i + 1), kGraduationSteps[i].demand, 2, 4);
    printer_.Labelled("", kGraduationSteps[i].teaches, 2, 4);
  }
  PrintOwnServers();
  printer_.Blank();
  printer_.Heading("Further");
  for (const char* further : {
           "A client: any client of the contract can call your server. "
           "lessons/plain_channel/README.md teaches how to write one.",
           "Any language: ./workbook judge SERVICE --target HOST:PORT holds any server to a "
           "contract; docs/judge.md.",
           "A chat: the judge knows four contracts for one. chat-proto is the simplest to begin "
           "with, room is the workbook's own; docs/chat.md.",
           "The workbook itself: add a service to it, with its suite and its page; "
           "docs/house.md#to-add-a-service.",
       }) {
    printer_.Labelled("-", further, 2, 2);
  }
  printer_.Blank();
  printer_.Paragraph("Next: ./workbook graduate my_server.");
}

int Workbook::Graduate(const std::string& folder) {
  if (folder.empty()) {
    PrintClosingPage();
    return base::kExitOk;
  }
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const std::filesystem::path path = std::filesystem::canonical(folder, error);
  if (error || !std::filesystem::is_directory(path)) {
    std::fprintf(stderr, "workbook: %s: %s\n", folder.c_str(),
                 error ? error.message().c_str() : "Not a directory");
    return base::kExitUsage;
  }
  if (const std::string why = WhyNoFolderOfOnesOwn(workspace_, path); !why.empty()) {
    return PrintError(absl::NotFoundError(why));
  }

  printer_.Heading(absl::StrCat("Your own server: ", folder));
  printer_.Blank();
  std::stop_source stop;
  size_t at = 0;
  GraduationEvents events;
  events.on_status = [this](const std::string& status) { printer_.Status(status); };
  events.on_step = [&](const StepResult& step) {
    PrintStep(printer_, kGraduationSteps[at++].demand, step);
  };
  GraduationResult result;
  {
    const base::StopSignals signals([&stop] {
      // The second Ctrl-C waits for nothing: the kernel kills the children with this process.
      if (!stop.request_stop()) std::_Exit(base::kExitInterrupted);
    });
    result = runner::Graduate(workspace_, path, stop.get_token(), events);
  }
  if (stop.stop_requested()) {
    printer_.Paragraph("Interrupted.");
    return base::kExitInterrupted;
  }
  while (at < kGraduationSteps.size()) {
    printer_.Marked(Printer::Style::kStrong, "----", kGraduationSteps[at++].demand);
  }
  KeepScore(result);
  PrintWayOn(folder, result);
  return result.graduated() ? base::kExitOk : base::kExitFailed;
}

void Workbook::KeepScore(const GraduationResult& result) {
  if (result.contract.service.empty()) return;
  Graduation run;
  run.set_service(result.contract.service);
  run.set_reached(TimeStamp());
  run.set_steps(result.passed());
  run.set_behaviours_passed(result.score.passed);
  run.set_behaviours(result.score.all);
  progress_.Change([&run](Progress& progress) { KeepBest(progress, run); });
}

void Workbook::PrintWayOn(const std::string& folder, const GraduationResult& result) {
  printer_.Blank();
  printer_.Bar(static_cast<size_t>(result.passed()), kGraduationSteps.size(), "steps");
  if (result.score.all > 0) {
    printer_.Bar(static_cast<size_t>(result.score.passed), static_cast<size_t>(result.score.all),
                 "behaviours");
  }
  const Progress progress = progress_.Read();
  for (const Graduation& best : progress.graduation()) {
    if (best.service() == result.contract.service) {
      printer_.Paragraph(absl::StrCat("Best so far: ", Describe(best), "."));
    }
  }
  printer_.Blank();
  const bool all_pass = result.graduated() && result.score.passed == result.score.all;
  if (result.graduated()) {
    printer_.Paragraph(absl::StrCat(
        "This server is yours, from its first line, and it keeps the contract ",
        result.contract.full_name, all_pass ? " in all that a good server does as well." : "."));
  }
  for (const StepResult& step : result.steps) {
    if (!step.next.empty()) printer_.Paragraph(absl::StrCat("Next: ", step.next));
    if (!step.failed.empty()) {
      printer_.Blank();
      PrintHowToJudge(printer_, folder, result.contract);
    }
  }
  if (all_pass) {
    const auto& all = Contracts();
    const auto own = std::ranges::find(all, result.contract.service, &Contract::service);
    printer_.Paragraph(own + 1 < all.end()
                           ? absl::StrCat("Next: ", (own + 1)->full_name,
                                          " in another folder, from ", (own + 1)->proto, " and ",
                                          (own + 1)->page, ".")
                           : "Next: a chat, docs/chat.md; its contracts are the judge's too.");
  } else if (!result.graduated()) {
    printer_.Paragraph(absl::StrCat("Then again: ./workbook graduate ", folder, "."));
  }
}

}  // namespace workbook::lessons::runner
