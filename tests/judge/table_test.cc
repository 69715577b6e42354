// What the judge makes of GoogleTest's messages, of names, and of a terminal's 80 columns.
#include "judge/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "judge/known_failing.h"
#include "lessons/check/failure_text.h"
#include "support/matchers.h"
#include "support/scratch_folder.h"

namespace workbook::judge {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::Not;
using ::testing::SizeIs;
using testing::StatusIs;

// ---- failure_text ----

TEST(ReadFailureTest, TakesExpectThatApart) {
  const FailureText text = ReadFailure(
      "Value of: Divide(7, 0)\n"
      "Expected: has the code INVALID_ARGUMENT\n"
      "  Actual: UNKNOWN: division by zero (of type absl::StatusOr<float>)\nof a Python server");
  EXPECT_EQ(text.expected, "has the code INVALID_ARGUMENT");
  EXPECT_EQ(text.came, "UNKNOWN: division by zero\nof a Python server");
}

TEST(ReadFailureTest, TakesExpectTrueApart) {
  const FailureText text = ReadFailure("Value of: said.accepted\n  Actual: false\nExpected: true");
  EXPECT_EQ(text.expected, "true");
  EXPECT_EQ(text.came, "false");
}

TEST(ReadFailureTest, TakesAnythingElseForWhatCame) {
  EXPECT_EQ(ReadFailure("Failed\nno answer\n").came, "no answer");
  EXPECT_EQ(ReadFailure("Failed\nno answer\n").expected, "");
}

// ---- known_failing ----

TEST(TakesTest, ReadsPatternsAsGoogleTestDoes) {
  EXPECT_TRUE(Takes("", "Adds"));
  EXPECT_TRUE(Takes("Adds", "Adds"));
  EXPECT_TRUE(Takes("X:A*s", "Adds"));
  EXPECT_TRUE(Takes("Add?", "Adds"));
  EXPECT_FALSE(Takes("Add", "Adds"));
  EXPECT_FALSE(Takes("*-A*", "Adds"));
  EXPECT_FALSE(Takes("-B:A*", "Adds"));
  EXPECT_TRUE(Takes("-B*", "Adds"));
}

const std::vector<testing::Behaviour>& SomeBehaviours() {
  static const auto* some =
      new std::vector<testing::Behaviour>{{"S", "Adds", testing::Level::kRequired, "", ""},
                                          {"S", "Divides", testing::Level::kExpected, "", ""},
                                          {"S", "Likes", testing::Level::kRecorded, "", ""}};
  return *some;
}

TEST(ReadKnownFailingTest, ReadsNamesAndSkipsComments) {
  const testing::ScratchFolder folder;
  const std::string path = folder.Write("list", "# why\n\nAdds  # sums wrap\n  Divides\n");
  EXPECT_THAT(ReadKnownFailing(path, SomeBehaviours()),
              testing::Gives(ElementsAre("Adds", "Divides")));
}

TEST(ReadKnownFailingTest, NamesTheLineOfANameThatNothingHas) {
  const testing::ScratchFolder folder;
  const std::string path = folder.Write("list", "Adds\nAdsd\n");
  EXPECT_THAT(ReadKnownFailing(path, SomeBehaviours()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("list:2: no behaviour of this name: Adsd")));
}

TEST(ReadKnownFailingTest, RefusesWhatCannotFail) {
  const testing::ScratchFolder folder;
  const std::string path = folder.Write("list", "Adds\nLikes\n");
  EXPECT_THAT(ReadKnownFailing(path, SomeBehaviours()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("list:2: is only recorded, and cannot fail: Likes")));
}

// ---- table ----

class TableTest : public ::testing::Test {
 protected:
  std::vector<std::string> Print(const v1::Verdict& verdict) {
    char* text = nullptr;
    size_t size = 0;
    std::FILE* out = open_memstream(&text, &size);
    Table table(out, /*colours=*/false);
    v1::Report report;
    report.set_service("calculator");
    report.set_target("localhost:50050");
    *report.add_verdicts() = verdict;
    table.Open(report);
    table.Add(verdict);
    table.Close(report);
    std::fclose(out);
    const std::string printed(text, size);
    std::free(text);  // NOLINT(cppcoreguidelines-no-malloc): open_memstream's
    return absl::StrSplit(printed, '\n');
  }

  TableTest() {
    verdict_.set_name("Adds");
    verdict_.set_level(v1::LEVEL_REQUIRED);
    verdict_.set_sentence("Add gives the sum");
    verdict_.set_lesson("docs/calculator.md#sum");
  }

  v1::Verdict verdict_;
};

TEST_F(TableTest, GivesALineToWhatPasses) {
  verdict_.set_outcome(v1::OUTCOME_PASSED);
  EXPECT_THAT(Print(verdict_),
              ElementsAre("calculator at localhost:50050", "", "required: the document's contract",
                          "  pass  Add gives the sum", "", "1 behaviour: 1 pass.", ""));
}

TEST_F(TableTest, SaysOfAFailureWhatWasExpectedWhatCameAndWhereItIsTaught) {
  verdict_.set_outcome(v1::OUTCOME_FAILED);
  verdict_.set_expected("is 30");
  verdict_.set_came("31");
  verdict_.set_further_failures(2);
  EXPECT_THAT(
      Print(verdict_),
      ElementsAre("calculator at localhost:50050", "", "required: the document's contract",
                  "  FAIL  Add gives the sum", "        expected: is 30", "        came:     31",
                  "                  and 2 more", "        lesson:   docs/calculator.md#sum",
                  "        name:     Adds", "", "1 behaviour: 1 fail.", ""));
}

TEST_F(TableTest, KeepsWhatAServerSaysWithinEightyColumnsAndFourLines) {
  verdict_.set_outcome(v1::OUTCOME_FAILED);
  for (int i = 0; i < 100; ++i) verdict_.mutable_came()->append("many words \xC3\xA9");
  const std::vector<std::string> lines = Print(verdict_);
  for (const std::string& line : lines) {
    size_t columns = 0;
    for (const char c : line) columns += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    EXPECT_LE(columns, 80U) << line;
  }
  EXPECT_THAT(lines, SizeIs(Le(14U)));
  EXPECT_THAT(lines, Contains(HasSubstr(" ...")));
}

// A Korean character takes two columns.
TEST_F(TableTest, KeepsKoreanWithinEightyColumnsToo) {
  verdict_.set_outcome(v1::OUTCOME_FAILED);
  const std::string word = "\uC8FC\uBB38";
  for (int i = 0; i < 30; ++i) verdict_.mutable_came()->append(word);
  const std::vector<std::string> lines = Print(verdict_);
  // 18 columns of label, and 62 of text.
  EXPECT_THAT(lines, Contains(HasSubstr("came:     " + absl::StrCat(word, word))));
  for (const std::string& line : lines) {
    const auto korean = std::count(line.begin(), line.end(), word[0]) +
                        std::count(line.begin(), line.end(), word[3]);
    EXPECT_LE(korean, 31) << line;
  }
}

TEST_F(TableTest, LetsNoServerSteerTheTerminal) {
  verdict_.set_outcome(v1::OUTCOME_FAILED);
  verdict_.set_came("\x1B[2Jgone");
  EXPECT_THAT(Print(verdict_), Each(Not(HasSubstr("\x1B"))));
}

}  // namespace
}  // namespace workbook::judge
