// Recognises a mistake by the way in which a check fails.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lessons/runner/lessons.h"
#include "lessons/runner/printer.h"
#include "workbook/judge/v1/judge.pb.h"
#include "workbook/lessons/v1/mistakes.pb.h"

namespace workbook::lessons::runner {

/// lessons/TOPIC/mistakes.txtpb. UNAVAILABLE when it cannot be read or parsed.
absl::StatusOr<lessons::v1::KnownMistakes> ReadKnownMistakes(const Lesson& lesson);

/// The names of the mistakes of which the same behaviours fail as in `verdicts`, and which agree in
/// a value; of these, the ones that agree best. A status has to have the same code; its message may
/// be the learner's, and numbers may be those of another machine: both count less.
std::vector<std::string> Recognize(const lessons::v1::KnownMistakes& known,
                                   const std::vector<judge::v1::Verdict>& verdicts);

/// What the header of a mistake's patch tells the learner.
struct Explanation {
  std::string text;
  int hint = 0;  ///< the number of the hint that helps, from a last line "Hint 2."; 0: none
};

/// NOT_FOUND when there is no such patch.
absl::StatusOr<Explanation> Explain(const Lesson& lesson, const std::string& mistake);

/// Prints the explanation of the one or two known mistakes that fail as `verdicts` do. Nothing for
/// an exercise that is still the starter, or when more mistakes fail like this.
void PrintKnownMistakes(Printer& printer, const Lesson& lesson,
                        const std::vector<judge::v1::Verdict>& verdicts);

}  // namespace workbook::lessons::runner
