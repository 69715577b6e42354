// How the judge reads GoogleTest's messages and lists of names, and prints within 80 columns.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "conformance/matchers.h"
#include "conformance/runner/failure_text.h"
#include "conformance/runner/known_failing.h"
#include "conformance/runner/table.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using conformance::runner::FailureText;
using conformance::runner::Matches;
using conformance::runner::ReadFailure;
using conformance::runner::ReadKnownFailing;
using conformance::runner::Table;

using conformance::StatusIs;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::Not;
using ::testing::SizeIs;

// ---- failure_text ----

TEST(ReadFailureTest, ParsesExpectThat) {
  const FailureText text = ReadFailure(
      "Value of: Divide(7, 0)\n"
      "Expected: has the code INVALID_ARGUMENT\n"
      "  Actual: UNKNOWN: division by zero (of type absl::StatusOr<float>)\nof a Python server");
  EXPECT_EQ(text.expected, "has the code INVALID_ARGUMENT");
  EXPECT_EQ(text.actual, "UNKNOWN: division by zero\nof a Python server");
}

TEST(ReadFailureTest, ParsesExpectTrue) {
  const FailureText text = ReadFailure("Value of: sent.accepted\n  Actual: false\nExpected: true");
  EXPECT_EQ(text.expected, "true");
  EXPECT_EQ(text.actual, "false");
}

TEST(ReadFailureTest, TakesAnyOtherMessageAsActual) {
  EXPECT_EQ(ReadFailure("Failed\nno answer\n").actual, "no answer");
  EXPECT_EQ(ReadFailure("Failed\nno answer\n").expected, "");
}

// ---- known_failing ----

TEST(MatchesTest, ReadsPatternsAsGoogleTestDoes) {
  EXPECT_TRUE(Matches("", "Adds"));
  EXPECT_TRUE(Matches("Adds", "Adds"));
  EXPECT_TRUE(Matches("X:A*s", "Adds"));
  EXPECT_TRUE(Matches("Add?", "Adds"));
  EXPECT_FALSE(Matches("Add", "Adds"));
  EXPECT_FALSE(Matches("*-A*", "Adds"));
  EXPECT_FALSE(Matches("-B:A*", "Adds"));
  EXPECT_TRUE(Matches("-B*", "Adds"));
}

const std::vector<conformance::Behaviour>& ThreeBehaviours() {
  static const auto* some = new std::vector<conformance::Behaviour>{
      {"S", "Adds", conformance::Level::kRequired, "", ""},
      {"S", "Divides", conformance::Level::kExpected, "", ""},
      {"S", "Likes", conformance::Level::kRecorded, "", ""}};
  return *some;
}

TEST(ReadKnownFailingTest, ReadsNamesAndSkipsComments) {
  const ScratchFolder folder;
  const std::string path = folder.Write("list", "# why\n\nAdds  # sums wrap\n  Divides\n");
  EXPECT_THAT(ReadKnownFailing(path, ThreeBehaviours()),
              conformance::IsOkAndHolds(ElementsAre("Adds", "Divides")));
}

TEST(ReadKnownFailingTest, SkipsAByteOrderMark) {
  const ScratchFolder folder;
  EXPECT_THAT(ReadKnownFailing(folder.Write("list",
                                            "\xEF\xBB\xBF"
                                            "Adds\n"),
                               ThreeBehaviours()),
              conformance::IsOkAndHolds(ElementsAre("Adds")));
}

TEST(ReadKnownFailingTest, ReportsAListThatItCannotRead) {
  EXPECT_THAT(ReadKnownFailing("no/such/list", ThreeBehaviours()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no/such/list: No such file")));
  EXPECT_THAT(ReadKnownFailing("/dev/zero", ThreeBehaviours()),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("limit of 1 MiB")));
}

TEST(ReadKnownFailingTest, NamesTheLineOfAnUnknownName) {
  const ScratchFolder folder;
  const std::string path = folder.Write("list", "Adds\nAdsd\n");
  EXPECT_THAT(ReadKnownFailing(path, ThreeBehaviours()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("list:2: no behaviour has this name: Adsd")));
}

TEST(ReadKnownFailingTest, RejectsARecordedBehaviour) {
  const ScratchFolder folder;
  const std::string path = folder.Write("list", "Adds\nLikes\n");
  EXPECT_THAT(ReadKnownFailing(path, ThreeBehaviours()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("list:2: this behaviour is recorded and cannot fail: Likes")));
}

// ---- table ----

class TableTest : public ::testing::Test {
 protected:
  std::vector<std::string> Print(const judge::v1::Verdict& verdict) {
    char* text = nullptr;
    size_t size = 0;
    std::FILE* out = open_memstream(&text, &size);
    Table table(out, /*colours=*/false);
    judge::v1::Report report;
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
    verdict_.set_level(judge::v1::LEVEL_REQUIRED);
    verdict_.set_sentence("Add gives the sum");
    verdict_.set_lesson("docs/calculator.md#sum");
  }

  judge::v1::Verdict verdict_;
};

TEST_F(TableTest, PrintsOneLineForAPass) {
  verdict_.set_outcome(judge::v1::OUTCOME_PASSED);
  EXPECT_THAT(Print(verdict_),
              ElementsAre("calculator at localhost:50050", "", "required: the document's contract",
                          "  pass  Add gives the sum", "", "1 behaviour: 1 pass.", ""));
}

TEST_F(TableTest, PrintsExpectedActualAndLessonOfAFailure) {
  verdict_.set_outcome(judge::v1::OUTCOME_FAILED);
  verdict_.set_expected("is 30");
  verdict_.set_actual("31");
  verdict_.set_further_failures(2);
  EXPECT_THAT(
      Print(verdict_),
      ElementsAre("calculator at localhost:50050", "", "required: the document's contract",
                  "  FAIL  Add gives the sum", "        expected: is 30", "        actual:   31",
                  "                  and 2 more", "        lesson:   docs/calculator.md#sum",
                  "        name:     Adds", "", "1 behaviour: 1 fail.", ""));
}

TEST_F(TableTest, KeepsAServersTextWithinEightyColumnsAndFourLines) {
  verdict_.set_outcome(judge::v1::OUTCOME_FAILED);
  for (int i = 0; i < 100; ++i) verdict_.mutable_actual()->append("many words \xC3\xA9");
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
  verdict_.set_outcome(judge::v1::OUTCOME_FAILED);
  const std::string word = "\uC8FC\uBB38";
  for (int i = 0; i < 30; ++i) verdict_.mutable_actual()->append(word);
  const std::vector<std::string> lines = Print(verdict_);
  // 18 columns of label, and 62 of text.
  EXPECT_THAT(lines, Contains(HasSubstr("actual:   " + absl::StrCat(word, word))));
  for (const std::string& line : lines) {
    const auto korean = std::count(line.begin(), line.end(), word[0]) +
                        std::count(line.begin(), line.end(), word[3]);
    EXPECT_LE(korean, 31) << line;
  }
}

TEST_F(TableTest, EscapesControlCharacters) {
  verdict_.set_outcome(judge::v1::OUTCOME_FAILED);
  verdict_.set_actual("\x1B[2Jgone");
  EXPECT_THAT(Print(verdict_), Each(Not(HasSubstr("\x1B"))));
}

}  // namespace
}  // namespace workbook::tests
