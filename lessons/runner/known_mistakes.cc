#include "lessons/runner/known_mistakes.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "base/text_file.h"
#include "base/text_format.h"

namespace workbook::lessons::runner {
namespace {

using judge::v1::Verdict;
using lessons::v1::KnownMistake;
using lessons::v1::KnownMistakes;

// What the exercise did in each behaviour that failed, by its name.
std::map<std::string, std::string> Failures(const std::vector<Verdict>& verdicts) {
  std::map<std::string, std::string> failures;
  for (const Verdict& verdict : verdicts) {
    if (verdict.outcome() == judge::v1::OUTCOME_FAILED) failures[verdict.name()] = verdict.actual();
  }
  return failures;
}

// What comes before the message of a status: "NOT_FOUND" of "NOT_FOUND: no such order", and
// "returned NOT_FOUND" of "returned NOT_FOUND: no such order"; empty when there is no status.
std::string_view BeforeMessage(std::string_view actual) {
  const auto is_of_code = [](char letter) { return absl::ascii_isupper(letter) || letter == '_'; };
  for (size_t end = actual.find(": "); end != actual.npos; end = actual.find(": ", end + 1)) {
    size_t begin = end;
    while (begin > 0 && is_of_code(actual[begin - 1])) --begin;
    if (end - begin > 1 && (begin == 0 || !absl::ascii_isalnum(actual[begin - 1]))) {
      return actual.substr(0, end);
    }
  }
  return "";
}

std::string_view CodeOf(std::string_view actual) {
  const std::string_view before = BeforeMessage(actual);
  return before.substr(before.rfind(' ') + 1);
}

// Whether the same behaviours fail, and each with the same kind of value: a status with another
// code comes of another mistake.
bool FailsTheSame(const KnownMistake& mistake, const std::map<std::string, std::string>& failures) {
  return mistake.failures_size() == static_cast<int>(failures.size()) &&
         std::ranges::all_of(mistake.failures(), [&](const auto& one) {
           const auto failure = failures.find(one.behaviour());
           return failure != failures.end() &&
                  (one.actual().empty() || CodeOf(one.actual()) == CodeOf(failure->second));
         });
}

// "it took # ms" for "it took 5 ms".
std::string WithoutNumbers(std::string_view actual) {
  std::string text;
  for (const char letter : actual) {
    if (!absl::ascii_isdigit(letter)) {
      text += letter;
    } else if (!text.ends_with('#')) {
      text += '#';
    }
  }
  return text;
}

// How well a value fits: 2 when it is the same, 1 when other numbers are in it, or for a status
// with the same code, whose message is the learner's own.
long Likeness(const std::string& known, const std::string& actual) {
  if (known.empty()) return 0;
  if (known == actual) return 2;
  const std::string_view before = BeforeMessage(known);
  const bool same_code = !before.empty() && before == BeforeMessage(actual);
  return same_code || WithoutNumbers(known) == WithoutNumbers(actual) ? 1 : 0;
}

// Whether each run of it gives another value, in all behaviours.
bool HasNoValue(const KnownMistake& mistake) {
  return std::ranges::all_of(mistake.failures(),
                             [](const auto& one) { return one.actual().empty(); });
}

// Of a mistake whose values are other ones each time: as if other numbers were in each.
long Likeness(const KnownMistake& mistake, const std::map<std::string, std::string>& failures) {
  if (HasNoValue(mistake)) return mistake.failures_size();
  long sum = 0;
  for (const auto& one : mistake.failures()) {
    sum += Likeness(one.actual(), failures.at(one.behaviour()));
  }
  return sum;
}

// Code at the beginning of a hint stays on lines of its own.
std::string Titled(int number, const std::string& hint) {
  return absl::StrCat("Hint ", number, hint.starts_with("```") ? ":\n" : ": ", hint);
}

bool IsStillTheStarter(const Lesson& lesson) {
  const auto exercise = base::ReadTextFile(lesson.Exercise().string());
  const auto starter = base::ReadTextFile(lesson.Starter().string());
  return exercise.ok() && starter.ok() && *exercise == *starter;
}

}  // namespace

absl::StatusOr<KnownMistakes> ReadKnownMistakes(const Lesson& lesson) {
  const std::string path = (lesson.folder / "mistakes.txtpb").string();
  const absl::StatusOr<std::string> text = base::ReadTextFile(path);
  if (!text.ok()) return absl::UnavailableError(text.status().message());
  KnownMistakes known;
  if (const auto error = base::ParseTextFormat(*text, known)) {
    return absl::UnavailableError(absl::StrCat(path, ":", error->line, ": ", error->message));
  }
  return known;
}

std::vector<std::string> Recognize(const KnownMistakes& known,
                                   const std::vector<Verdict>& verdicts) {
  const std::map<std::string, std::string> failures = Failures(verdicts);
  std::vector<std::string> names;
  long most = 0;
  for (const KnownMistake& mistake : known.mistakes()) {
    if (!FailsTheSame(mistake, failures)) continue;
    const long likeness = Likeness(mistake, failures);
    if (likeness == 0) continue;
    if (likeness > most) names.clear();
    most = std::max(most, likeness);
    if (likeness == most) names.push_back(mistake.name());
  }
  return names;
}

absl::StatusOr<Explanation> Explain(const Lesson& lesson, const std::string& mistake) {
  const absl::StatusOr<std::string> patch =
      base::ReadTextFile((lesson.folder / "mistakes" / (mistake + ".patch")).string());
  if (!patch.ok()) return patch.status();
  Explanation explanation{patch->substr(0, patch->find("\n\n---")), 0};
  const size_t last = explanation.text.rfind("\nHint ");
  if (last != std::string::npos &&
      absl::SimpleAtoi(absl::StripSuffix(explanation.text.substr(last + 6), "."),
                       &explanation.hint)) {
    explanation.text.erase(last);
  }
  explanation.text = absl::StrReplaceAll(explanation.text, {{"\n", " "}});
  return explanation;
}

void PrintKnownMistakes(Printer& printer, const Lesson& lesson,
                        const std::vector<Verdict>& verdicts) {
  // Without the file, as in a lesson that is being written, nothing is known.
  const absl::StatusOr<KnownMistakes> known = ReadKnownMistakes(lesson);
  if (!known.ok() || IsStillTheStarter(lesson)) return;
  const std::vector<std::string> names = Recognize(*known, verdicts);
  if (names.empty() || names.size() > 2) return;
  printer.Blank();
  printer.Paragraph(names.size() == 1 ? "A known mistake fails like this:"
                                      : "Two known mistakes fail like this:");
  const std::vector<std::string> hints = HintsOf(lesson);
  // A hint that helps with both stands once, below them.
  int pending = 0;
  const auto print_hint = [&] {
    if (pending < 1 || pending > static_cast<int>(hints.size())) return;
    printer.Markdown(Titled(pending, hints[static_cast<size_t>(pending) - 1]), 2);
  };
  for (const std::string& name : names) {
    const absl::StatusOr<Explanation> explanation = Explain(lesson, name);
    if (!explanation.ok()) continue;
    if (explanation->hint != pending) print_hint();
    printer.Labelled(names.size() == 1 ? "" : "-", explanation->text, 2, names.size() == 1 ? 0 : 2);
    pending = explanation->hint;
  }
  print_hint();
}

}  // namespace workbook::lessons::runner
