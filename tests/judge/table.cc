#include "judge/table.h"

#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "lessons/runner/wrapped.h"
#include "rpc/text.h"

namespace workbook::judge {
namespace {

constexpr size_t kColumns = 80;
// Of a text that a server made up; --json has all of it.
constexpr size_t kMaxLines = 4;

const char* Heading(v1::Level level) {
  switch (level) {
    case v1::LEVEL_REQUIRED:
      return "required: the document's contract";
    case v1::LEVEL_EXPECTED:
      return "expected: what a good server does";
    default:
      return "recorded: either way is right";
  }
}

struct Look {
  const char* word;    // five columns
  const char* colour;  // an SGR parameter
};

Look LookOf(v1::Outcome outcome) {
  switch (outcome) {
    case v1::OUTCOME_PASSED:
      return {"pass", "32"};
    case v1::OUTCOME_SKIPPED:
      return {"skip", "33"};
    case v1::OUTCOME_RECORDED:
      return {"note", "36"};
    case v1::OUTCOME_KNOWN_FAILING:
      return {"known", "33"};
    default:
      return {"FAIL", "1;31"};
  }
}

// "1 behaviour", "2 required behaviours".
std::string Behaviours(int count, const char* kind = "") {
  return absl::StrCat(count, " ", kind, count == 1 ? "behaviour" : "behaviours");
}

}  // namespace

bool CountsAsFailure(const v1::Verdict& verdict) {
  return verdict.outcome() == v1::OUTCOME_FAILED ||
         verdict.outcome() == v1::OUTCOME_NO_LONGER_FAILING;
}

void Table::Line(const std::string& text) {
  std::fprintf(out_, "%s\n", text.c_str());
  std::fflush(out_);
}

void Table::Open(const v1::Report& report) {
  Line(absl::StrCat(report.service(), " at ", rpc::Printable(report.target())));
}

void Table::Add(const v1::Verdict& verdict) {
  if (verdict.level() != level_) {
    level_ = verdict.level();
    Line(absl::StrCat("\n", Heading(level_)));
  }
  const Look look = LookOf(verdict.outcome());
  const std::string word = absl::StrFormat("%-5s", look.word);
  Line(absl::StrCat("  ",
                    colours_ ? absl::StrCat("\x1b[", look.colour, "m", word, "\x1b[0m") : word, " ",
                    verdict.sentence()));
  if (verdict.outcome() != v1::OUTCOME_PASSED) Explain(verdict);
}

void Table::Explain(const v1::Verdict& verdict) {
  const auto say = [this](const std::string& label, const std::string& text) {
    std::string lead = label;
    for (const std::string& line : runner::Wrapped(text, kColumns - 18, kMaxLines)) {
      Line(absl::StrFormat("        %-9s %s", lead, line));
      lead.clear();
    }
  };
  switch (verdict.outcome()) {
    case v1::OUTCOME_SKIPPED:
      say("because:", verdict.came());
      return;
    case v1::OUTCOME_RECORDED:
      say("seen:", verdict.came());
      return;
    case v1::OUTCOME_NO_LONGER_FAILING:
      say("known:", "listed as failing, and passes: take it off the list");
      break;
    default:
      say("expected:", verdict.expected());
      say("came:", verdict.came());
      if (verdict.further_failures() > 0) {
        say("", absl::StrCat("and ", verdict.further_failures(), " more"));
      }
      say("lesson:", verdict.lesson());
  }
  say("name:", verdict.name());
}

void Table::Say(const std::string& text) {
  for (const std::string& line : runner::Wrapped(text, kColumns, kMaxLines)) Line(line);
}

void Table::Close(const v1::Report& report) {
  std::map<std::string, int> count;
  for (const v1::Verdict& verdict : report.verdicts()) ++count[LookOf(verdict.outcome()).word];
  std::vector<std::string> parts;
  for (const auto& [word, what] :
       std::vector<std::pair<std::string, std::string>>{{"pass", " pass"},
                                                        {"FAIL", " fail"},
                                                        {"known", " fail as listed"},
                                                        {"note", " recorded"},
                                                        {"skip", " not judged"}}) {
    if (count[word] > 0) parts.push_back(absl::StrCat(count[word], what));
  }
  if (parts.empty()) return;  // interrupted
  Line(absl::StrCat("\n", Behaviours(report.verdicts_size()), ": ", absl::StrJoin(parts, ", "),
                    "."));

  int unjudged = 0;
  std::string why;
  for (const v1::Verdict& verdict : report.verdicts()) {
    if (verdict.level() != v1::LEVEL_REQUIRED || verdict.outcome() != v1::OUTCOME_SKIPPED) continue;
    if (++unjudged == 1) why = verdict.came();
  }
  if (unjudged > 0) Say(absl::StrCat("Not judged: ", Behaviours(unjudged, "required "), ": ", why));
}

}  // namespace workbook::judge
