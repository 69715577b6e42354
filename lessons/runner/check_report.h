// A check's verdict, for people.
#pragma once

#include "lessons/runner/lesson_check.h"
#include "lessons/runner/lessons.h"
#include "lessons/runner/page.h"
#include "lessons/runner/tree.h"
#include "workbook/judge/v1/judge.pb.h"

namespace workbook::runner {

/// A behaviour: its sentence; when it failed also what was expected, what came, and where to look.
void ReportVerdict(Page& page, const Tree& tree, const Lesson& lesson,
                   const judge::v1::Verdict& verdict);

/// What is to be said once all behaviours were reported: the first error of the compiler, or how
/// many hold, and how long it took.
void ReportOutcome(Page& page, const Checked& checked);

}  // namespace workbook::runner
