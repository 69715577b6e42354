// What every lesson has to have besides a check that works. The suite Starters looks at the
// exercises as they stand in the repository, the other one holds for a reader's tree as well.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "lessons/runner/hearing.h"
#include "lessons/runner/lessons.h"
#include "lessons/runner/starter.h"
#include "pairs/programs.h"

namespace workbook::testing {
namespace {

using runner::Lesson;
using ::testing::AllOf;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Lt;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<Lesson> Lessons() {
  const auto lessons = runner::FindLessons(WORKBOOK_ROOT);
  EXPECT_TRUE(lessons.ok()) << lessons.status();
  return lessons.value_or(std::vector<Lesson>());
}

std::string Read(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

struct Behaviour {
  std::string sentence;
  std::string place;
};

// As the check says itself: the solution's program, which is built with everything.
std::vector<Behaviour> BehavioursOf(const Lesson& lesson) {
  std::vector<Behaviour> behaviours;
  for (const std::string& line :
       RunProgram({absl::StrCat("lessons/", lesson.name, "/solution"), "--list"}).out) {
    if (!line.starts_with(judge::kMark)) continue;
    const std::vector<std::string> columns = absl::StrSplit(line, '\t');
    EXPECT_THAT(columns, SizeIs(3));
    if (columns.size() == 3) behaviours.push_back({columns[1], columns[2]});
  }
  return behaviours;
}

TEST(EveryLesson, HasAReadmeWithATitleAndEverySection) {
  for (const Lesson& lesson : Lessons()) {
    EXPECT_THAT(Read(lesson.folder / "README.md"),
                ::testing::StartsWith(absl::StrCat("# ", lesson.Number(), ": ")));
    EXPECT_THAT(TaskOf(lesson), Not(IsEmpty())) << lesson.name;
    for (const char* section :
         {"**What it is.**", "**Why it matters.**", "**A worked example.**", "**The check**"}) {
      EXPECT_THAT(Read(lesson.folder / "README.md"), HasSubstr(absl::StrCat("\n", section, " ")))
          << lesson.name;
    }
  }
}

TEST(EveryLesson, HasAReadmeWhoseLinksLeadSomewhere) {
  const std::regex link(R"(\]\(([^)#]*)(#[^)]*)?\))");
  for (const Lesson& lesson : Lessons()) {
    const std::string readme = Read(lesson.folder / "README.md");
    for (std::sregex_iterator i(readme.begin(), readme.end(), link), end; i != end; ++i) {
      const std::string target = (*i)[1];
      if (absl::StrContains(target, "://")) continue;
      EXPECT_TRUE(std::filesystem::exists(lesson.folder / target)) << lesson.name << ": " << target;
    }
  }
}

TEST(EveryLesson, HasTwoHintsOrMore) {
  for (const Lesson& lesson : Lessons()) {
    const std::vector<std::string> hints = HintsOf(lesson);
    EXPECT_THAT(hints, SizeIs(AllOf(Ge(2U), Le(4U)))) << lesson.name;
    for (const std::string& hint : hints) EXPECT_THAT(hint, Not(IsEmpty())) << lesson.name;
  }
}

TEST(EveryLesson, HasASolutionWithNothingLeftToDo) {
  for (const Lesson& lesson : Lessons()) {
    EXPECT_THAT(Read(lesson.folder / "solution.cc"), AllOf(Not(IsEmpty()), Not(HasSubstr("TODO"))));
  }
}

TEST(EveryLesson, HasAMistakeThatSaysWhatIsWrongWithIt) {
  for (const Lesson& lesson : Lessons()) {
    int mistakes = 0;
    std::error_code error;
    for (const auto& file :
         std::filesystem::directory_iterator(lesson.folder / "mistakes", error)) {
      if (file.path().extension() != ".cc") continue;
      ++mistakes;
      EXPECT_THAT(Read(file.path()), ::testing::StartsWith("// ")) << file.path();
    }
    EXPECT_GE(mistakes, 1) << lesson.name;
  }
}

TEST(EveryLesson, HasBehavioursThatFitALineAndPlacesInItsSolution) {
  for (const Lesson& lesson : Lessons()) {
    const std::vector<Behaviour> behaviours = BehavioursOf(lesson);
    EXPECT_THAT(behaviours, SizeIs(AllOf(Ge(2U), Le(5U)))) << lesson.name;
    for (const auto& [sentence, place] : behaviours) {
      EXPECT_THAT(sentence, AllOf(SizeIs(Le(72U)), Not(::testing::EndsWith(".")))) << lesson.name;
      EXPECT_GT(runner::LineOf(lesson.folder / "solution.cc", place), 0)
          << lesson.name << ": " << place;
    }
  }
}

TEST(Starters, HaveATodoAndAreShort) {
  for (const Lesson& lesson : Lessons()) {
    const std::string exercise = Read(lesson.Exercise());
    EXPECT_THAT(exercise, HasSubstr("// TODO: ")) << lesson.name;
    EXPECT_THAT(std::vector<std::string>(absl::StrSplit(exercise, '\n')), SizeIs(Lt(120U)))
        << lesson.name;
  }
}

TEST(Starters, AreWhatResetGives) {
  const runner::Tree tree = {WORKBOOK_ROOT, ""};
  for (const Lesson& lesson : Lessons()) {
    const absl::StatusOr<std::string> starter = runner::StarterOf(tree, lesson);
    ASSERT_TRUE(starter.ok()) << starter.status();
    EXPECT_EQ(*starter, Read(lesson.Exercise())) << lesson.name;
  }
}

TEST(Starters, HaveThePlacesThatTheCheckNames) {
  for (const Lesson& lesson : Lessons()) {
    for (const auto& [sentence, place] : BehavioursOf(lesson)) {
      EXPECT_GT(runner::LineOf(lesson.Exercise(), place), 0) << lesson.name << ": " << place;
    }
  }
}

}  // namespace
}  // namespace workbook::testing
