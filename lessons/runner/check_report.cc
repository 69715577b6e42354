#include "lessons/runner/check_report.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace workbook::runner {
namespace {

using judge::v1::Verdict;

constexpr size_t kIndent = 8;
constexpr size_t kLabel = 10;

std::string PlaceOf(const Tree& tree, const Lesson& lesson, const Verdict& verdict) {
  const std::string file = tree.Short(lesson.Exercise());
  const int line = verdict.place().empty() ? 0 : LineOf(lesson.Exercise(), verdict.place());
  return line == 0 ? file : absl::StrCat(file, ":", line);
}

void ReportError(Page& page, const BuildError& error) {
  // A compiler says where; without a place it is the linker, ninja, or a disk.
  page.Mark(Page::Look::kBad, "FAIL",
            error.place.empty() ? "It cannot be built:" : "It does not compile:");
  page.Blank();
  if (!error.place.empty()) page.Say(absl::StrCat(error.place, ":"), 2);
  page.Say(error.message, 2);
  for (const std::string& line : error.excerpt) page.Show(line, 4);
}

}  // namespace

void ReportVerdict(Page& page, const Tree& tree, const Lesson& lesson, const Verdict& verdict) {
  switch (verdict.outcome()) {
    case judge::v1::OUTCOME_PASSED:
      page.Mark(Page::Look::kGood, "pass", verdict.sentence());
      return;
    case judge::v1::OUTCOME_SKIPPED:
      page.Mark(Page::Look::kStrong, "----", verdict.sentence());
      page.Label("not run:", verdict.came().empty() ? "one before it hung" : verdict.came(),
                 kIndent, kLabel);
      return;
    default:
      page.Mark(Page::Look::kBad, "FAIL", verdict.sentence());
      page.Label("expected:", verdict.expected(), kIndent, kLabel);
      page.Label("actual:", verdict.came(), kIndent, kLabel);
      page.Label("look at:", PlaceOf(tree, lesson, verdict), kIndent, kLabel);
  }
}

void ReportOutcome(Page& page, const Checked& checked) {
  if (!checked.built) {
    ReportError(page, checked.error);
    page.Blank();
    return;
  }
  page.Blank();
  const size_t all = checked.verdicts.size();
  page.Say(absl::StrFormat("%d of %d %s; built in %.1f s, checked in %.1f s.", checked.passed(),
                           all, all == 1 ? "behaviour holds" : "behaviours hold",
                           checked.build_seconds, checked.check_seconds));
}

}  // namespace workbook::runner
