#include "conformance/runner/table.h"

#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/standard_output.h"
#include "base/terminal.h"
#include "base/text.h"
#include "base/wrap.h"

namespace workbook::conformance::runner {
namespace {

// A server may send a text of any length; --json has all of it.
constexpr size_t kMaxLines = 4;

const char* Heading(judge::v1::Level level) {
  switch (level) {
    case judge::v1::LEVEL_REQUIRED:
      return "required: the document's contract";
    case judge::v1::LEVEL_EXPECTED:
      return "expected: what a good server does";
    default:
      return "recorded: either way is right";
  }
}

struct Style {
  const char* word;    // at most five columns
  const char* colour;  // an SGR parameter
};

Style StyleOf(judge::v1::Outcome outcome) {
  switch (outcome) {
    case judge::v1::OUTCOME_PASSED:
      return {"pass", "32"};
    case judge::v1::OUTCOME_SKIPPED:
      return {"skip", "33"};
    case judge::v1::OUTCOME_RECORDED:
      return {"note", "36"};
    case judge::v1::OUTCOME_KNOWN_FAILING:
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

bool CountsAsFailure(const judge::v1::Verdict& verdict) {
  return verdict.outcome() == judge::v1::OUTCOME_FAILED ||
         verdict.outcome() == judge::v1::OUTCOME_NO_LONGER_FAILING;
}

size_t Table::Columns() const { return base::LineColumns(fileno(out_)); }

void Table::Line(const std::string& text) {
  std::fprintf(out_, "%s\n", text.c_str());
  base::Flush(out_);
}

void Table::Open(const judge::v1::Report& report) {
  Line(absl::StrCat(report.service(), " at ", base::Printable(report.target())));
}

void Table::Add(const judge::v1::Verdict& verdict) {
  if (verdict.level() != level_) {
    level_ = verdict.level();
    Line(absl::StrCat("\n", Heading(level_)));
  }
  const Style style = StyleOf(verdict.outcome());
  const std::string word = absl::StrFormat("%-5s", style.word);
  std::string lead = absl::StrCat(
      "  ", colours_ ? absl::StrCat("\x1b[", style.colour, "m", word, "\x1b[0m") : word, " ");
  for (const std::string& line : base::Wrap(verdict.sentence(), Columns() - 8, kMaxLines)) {
    Line(absl::StrCat(lead, line));
    lead.assign(8, ' ');
  }
  if (verdict.outcome() != judge::v1::OUTCOME_PASSED) Explain(verdict);
}

void Table::Explain(const judge::v1::Verdict& verdict) {
  const auto print = [this](const std::string& label, const std::string& text) {
    std::string lead = label;
    for (const std::string& line : base::Wrap(text, Columns() - 18, kMaxLines)) {
      Line(absl::StrFormat("        %-9s %s", lead, line));
      lead.clear();
    }
  };
  switch (verdict.outcome()) {
    case judge::v1::OUTCOME_SKIPPED:
      print("because:", verdict.actual());
      return;
    case judge::v1::OUTCOME_RECORDED:
      print("seen:", verdict.actual());
      return;
    case judge::v1::OUTCOME_NO_LONGER_FAILING:
      print("known:", "listed as failing, and passes: take it off the list");
      break;
    default:
      print("expected:", verdict.expected());
      print("actual:", verdict.actual());
      if (verdict.further_failures() > 0) {
        print("", absl::StrCat("and ", verdict.further_failures(), " more"));
      }
      print("lesson:", verdict.lesson());
  }
  print("name:", verdict.name());
}

void Table::Print(const std::string& text) {
  for (const std::string& line : base::Wrap(text, Columns(), kMaxLines)) Line(line);
}

void Table::Close(const judge::v1::Report& report) {
  std::map<std::string, int> count;
  for (const judge::v1::Verdict& verdict : report.verdicts())
    ++count[StyleOf(verdict.outcome()).word];
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
  for (const judge::v1::Verdict& verdict : report.verdicts()) {
    if (verdict.level() != judge::v1::LEVEL_REQUIRED ||
        verdict.outcome() != judge::v1::OUTCOME_SKIPPED)
      continue;
    if (++unjudged == 1) why = verdict.actual();
  }
  if (unjudged > 0)
    Print(absl::StrCat("Not judged: ", Behaviours(unjudged, "required "), ": ", why));
}

}  // namespace workbook::conformance::runner
