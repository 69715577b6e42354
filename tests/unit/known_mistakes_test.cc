#include "lessons/runner/known_mistakes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using judge::v1::Verdict;
using lessons::runner::Explain;
using lessons::runner::Lesson;
using lessons::runner::Printer;
using lessons::runner::PrintKnownMistakes;
using lessons::runner::ReadKnownMistakes;
using lessons::runner::Recognize;

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kKnown[] = R"(
  mistakes { name: "late" failures { behaviour: "A" actual: "5 ms" } failures { behaviour: "B" } }
  mistakes { name: "never" failures { behaviour: "A" actual: "no report" } failures { behaviour: "B" } }
  mistakes { name: "twice" failures { behaviour: "A" actual: "two reports" } }
)";

// The first two fail with another value each time.
constexpr char kAlike[] = R"(
  mistakes { name: "late" failures { behaviour: "A" } }
  mistakes { name: "never" failures { behaviour: "A" } }
  mistakes { name: "twice" failures { behaviour: "A" actual: "two reports" } }
)";

// Of the behaviours A, B and C, these fail with what they did.
std::vector<Verdict> Verdicts(const std::map<std::string, std::string>& failures) {
  std::vector<Verdict> verdicts;
  for (const char* name : {"A", "B", "C"}) {
    Verdict& verdict = verdicts.emplace_back();
    verdict.set_name(name);
    const auto failure = failures.find(name);
    const bool failed = failure != failures.end();
    verdict.set_outcome(failed ? judge::v1::OUTCOME_FAILED : judge::v1::OUTCOME_PASSED);
    if (failed) verdict.set_actual(failure->second);
  }
  return verdicts;
}

class KnownMistakesTest : public ::testing::Test {
 protected:
  KnownMistakesTest() {
    std::filesystem::create_directories(folder_ / "mistakes");
    folder_.Write("mistakes.txtpb", kKnown);
    folder_.Write("mistakes/late.patch",
                  "Reports late,\nafter the end.\nHint 2.\n\n--- a/x\n+++ b/x\n");
    folder_.Write("mistakes/never.patch", "Reports nothing.\n\n--- a/x\n+++ b/x\n");
    folder_.Write("mistakes/twice.patch", "Reports twice.\n\n--- a/x\n+++ b/x\n");
    folder_.Write("hints.md", "## Hint 1\nOne.\n\n## Hint 2\nLook at\nthe end.\n");
    folder_.Write("starter.cc", "// TODO\n");
    folder_.Write("exercise.cc", "mine\n");
  }

  std::vector<std::string> Names(const std::map<std::string, std::string>& failures) {
    const auto known = ReadKnownMistakes(lesson_);
    EXPECT_TRUE(known.ok()) << known.status();
    return Recognize(known.value(), Verdicts(failures));
  }

  std::string Printed(const std::map<std::string, std::string>& failures) {
    char* text = nullptr;
    size_t size = 0;
    std::FILE* out = open_memstream(&text, &size);
    Printer printer(out, /*colours=*/false);
    PrintKnownMistakes(printer, lesson_, Verdicts(failures));
    std::fclose(out);
    std::string printed(text, size);
    std::free(text);
    return printed;
  }

  ScratchFolder folder_;
  const Lesson lesson_{1, "a", "A", "Part", folder_.path()};
};

TEST_F(KnownMistakesTest, AreKnownByWhatFailsAndThenByWhatCame) {
  EXPECT_THAT(Names({{"A", "5 ms"}, {"B", "x"}}), ElementsAre("late"));
  EXPECT_THAT(Names({{"A", "no report"}, {"B", "x"}}), ElementsAre("never"));
  EXPECT_THAT(Names({{"A", "7 ms"}, {"B", "x"}}), ElementsAre("late"));
  EXPECT_THAT(Names({{"A", "7 s"}, {"B", "x"}}), IsEmpty());
  EXPECT_THAT(Names({{"A", "two reports"}}), ElementsAre("twice"));
  EXPECT_THAT(Names({{"B", "x"}}), IsEmpty());
  EXPECT_THAT(Names({{"A", "5 ms"}, {"B", "x"}, {"C", ""}}), IsEmpty());
  EXPECT_THAT(Names({}), IsEmpty());
}

TEST_F(KnownMistakesTest, AreKnownByTheCodeOfAStatusWithAnotherMessage) {
  folder_.Write("mistakes.txtpb", R"(
    mistakes { name: "code" failures { behaviour: "A" actual: "NOT_FOUND: no such order" } }
    mistakes { name: "value" failures { behaviour: "A" actual: "the order 999" } }
    mistakes { name: "silent" failures { behaviour: "A" actual: "NOT_FOUND: " } }
  )");
  EXPECT_THAT(Names({{"A", "NOT_FOUND: I have none"}}), ElementsAre("code", "silent"));
  EXPECT_THAT(Names({{"A", "NOT_FOUND: "}}), ElementsAre("silent"));
  EXPECT_THAT(Names({{"A", "INTERNAL: no such order"}}), IsEmpty());
  EXPECT_THAT(Names({{"A", "the order 7"}}), ElementsAre("value"));
  EXPECT_THAT(Names({{"A", "no order"}}), IsEmpty());
}

TEST_F(KnownMistakesTest, AreKnownByTheCodeInASentence) {
  folder_.Write("mistakes.txtpb", R"(
    mistakes { name: "code" failures { behaviour: "A" actual: "showed A; returned NOT_FOUND: none" } }
    mistakes { name: "value" failures { behaviour: "A" actual: "showed A; returned 0" } }
  )");
  EXPECT_THAT(Names({{"A", "showed A; returned NOT_FOUND: empty"}}), ElementsAre("code"));
  EXPECT_THAT(Names({{"A", "showed A; returned 3"}}), ElementsAre("value"));
  EXPECT_THAT(Names({{"A", "showed A; returned INTERNAL: none"}}), IsEmpty());
}

TEST_F(KnownMistakesTest, AreKnownByOtherNumbersAsWellAsByValuesThatVary) {
  folder_.Write("mistakes.txtpb", R"(
    mistakes { name: "varies" failures { behaviour: "A" } }
    mistakes { name: "long" failures { behaviour: "A" actual: "it wakes 20 times" } }
  )");
  EXPECT_THAT(Names({{"A", "it wakes 190 times"}}), ElementsAre("varies", "long"));
  EXPECT_THAT(Names({{"A", "it wakes 20 times"}}), ElementsAre("long"));
  EXPECT_THAT(Names({{"A", "it never sleeps"}}), ElementsAre("varies"));
}

TEST_F(KnownMistakesTest, AreExplainedWithTheHintThatHelps) {
  const auto late = Explain(lesson_, "late");
  ASSERT_TRUE(late.ok()) << late.status();
  EXPECT_EQ(late->text, "Reports late, after the end.");
  EXPECT_EQ(late->hint, 2);
  EXPECT_EQ(Explain(lesson_, "none").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Printed({{"A", "5 ms"}, {"B", "x"}}),
            "\nA known mistake fails like this:\n  Reports late, after the end.\n"
            "  Hint 2: Look at the end.\n");
}

TEST_F(KnownMistakesTest, AreBothExplainedWhenTheyCannotBeToldApart) {
  folder_.Write("mistakes.txtpb", kAlike);
  EXPECT_THAT(Printed({{"A", "7 ms"}}),
              AllOf(HasSubstr("Two known mistakes fail like this:\n  - Reports late"),
                    HasSubstr("  - Reports nothing."), Not(HasSubstr("twice"))));
}

TEST_F(KnownMistakesTest, AreExplainedWithCodeOnItsOwnLines) {
  folder_.Write("hints.md",
                "## Hint 1\nOne.\n\n## Hint 2\nLook:\n```cpp\nif (ok) {\n  End();\n}\n```\n");
  EXPECT_THAT(Printed({{"A", "5 ms"}, {"B", "x"}}),
              EndsWith("\n  Hint 2: Look:\n      if (ok) {\n        End();\n      }\n"));
  folder_.Write("hints.md", "## Hint 1\nOne.\n\n## Hint 2\n```cpp\nEnd();\n```\nThere.\n");
  EXPECT_THAT(Printed({{"A", "5 ms"}, {"B", "x"}}),
              EndsWith("\n  Hint 2:\n      End();\n  There.\n"));
}

TEST_F(KnownMistakesTest, ShareAHintThatIsPrintedOnce) {
  folder_.Write("mistakes/never.patch", "Reports nothing.\nHint 2.\n\n--- a/x\n+++ b/x\n");
  folder_.Write("mistakes.txtpb", kAlike);
  EXPECT_EQ(Printed({{"A", "7 ms"}}),
            "\nTwo known mistakes fail like this:\n  - Reports late, after the end.\n"
            "  - Reports nothing.\n  Hint 2: Look at the end.\n");
}

TEST_F(KnownMistakesTest, AreNotNamedForTheStarterNorWithoutATable) {
  folder_.Write("exercise.cc", "// TODO\n");
  EXPECT_THAT(Printed({{"A", "two reports"}}), IsEmpty());
  folder_.Write("exercise.cc", "mine\n");
  EXPECT_THAT(Printed({{"A", "two reports"}}), HasSubstr("Reports twice."));
  std::filesystem::remove(folder_ / "mistakes.txtpb");
  EXPECT_THAT(Printed({{"A", "two reports"}}), IsEmpty());
}

}  // namespace
}  // namespace workbook::tests
