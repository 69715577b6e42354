#include "lessons/runner/lessons.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "lessons/runner/tree.h"
#include "support/scratch_folder.h"

namespace workbook::runner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A tree with lessons that have a check, and what else one may find there.
class LessonsTest : public ::testing::Test {
 protected:
  LessonsTest() {
    for (const char* folder : {"lessons/02_b_c", "lessons/10_x", "lessons/01_a", "lessons/runner",
                               "lessons/03_half_written"}) {
      std::filesystem::create_directories(tree_ / folder);
    }
    for (const char* name : {"02_b_c", "10_x", "01_a", "runner"}) {
      tree_.Write("lessons/" + std::string(name) + "/check.cc", "");
    }
    tree_.Write("lessons/01_a/README.md", "# 01: a first call\n\nText.\n");
  }

  testing::ScratchFolder tree_;
};

TEST_F(LessonsTest, AreFoundByNumberWithTheTitlesOfTheirReadmes) {
  const auto lessons = FindLessons(tree_.path());
  ASSERT_TRUE(lessons.ok()) << lessons.status();
  ASSERT_EQ(lessons->size(), 3U);
  EXPECT_EQ((*lessons)[0].title, "a first call");
  EXPECT_EQ((*lessons)[0].Number(), "01");
  EXPECT_EQ((*lessons)[1].title, "b c");
  EXPECT_EQ((*lessons)[2].number, 10);
  EXPECT_EQ((*lessons)[2].Exercise(), tree_ / "lessons/10_x/exercise.cc");
}

TEST_F(LessonsTest, AreNamedByTheirNumberOrTheirFolder) {
  const auto lessons = FindLessons(tree_.path());
  ASSERT_TRUE(lessons.ok()) << lessons.status();
  for (const char* word : {"2", "02", "02_b_c"}) {
    const auto lesson = FindLesson(*lessons, word);
    ASSERT_TRUE(lesson.ok()) << lesson.status();
    EXPECT_EQ(lesson->name, "02_b_c");
  }
  for (const char* word : {"3", "0", "-1", "b_c", "2x"}) {
    const auto lesson = FindLesson(*lessons, word);
    EXPECT_EQ(lesson.status().code(), absl::StatusCode::kNotFound);
    EXPECT_THAT(std::string(lesson.status().message()), HasSubstr("01 to 10"));
  }
}

TEST_F(LessonsTest, AreMissedWhereThereAreNone) {
  EXPECT_EQ(FindLessons(tree_ / "lessons").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(LessonsTest, HaveHintsAndATask) {
  tree_.Write("lessons/01_a/hints.md",
              "Before.\n## Hint 1\nOne,\nof two lines.\n\n## Hint 2\nTwo.\n");
  tree_.Write("lessons/01_a/README.md",
              "# 01: a\n\n**Your task.** In [exercise.cc](exercise.cc) do\nit.\n\n**More.** No.\n");
  const auto lessons = FindLessons(tree_.path());
  ASSERT_TRUE(lessons.ok()) << lessons.status();
  EXPECT_THAT(HintsOf(lessons->front()), ElementsAre("One,\nof two lines.", "Two."));
  EXPECT_THAT(HintsOf(lessons->back()), IsEmpty());
  EXPECT_EQ(TaskOf(lessons->front()), "In exercise.cc do it.");
}

TEST_F(LessonsTest, BelongToParts) {
  EXPECT_EQ(PartOf(1), 0U);
  EXPECT_EQ(PartOf(8), 0U);
  EXPECT_EQ(PartOf(9), 1U);
  EXPECT_EQ(PartOf(23), 2U);
  EXPECT_EQ(PartOf(24), 3U);
  EXPECT_EQ(PartOf(31), 3U);
}

TEST_F(LessonsTest, SayInWhichLineATextStands) {
  const std::string file = tree_.Write("text", "one\ntwo\ntwo again\n");
  EXPECT_EQ(LineOf(file, "two"), 2);
  EXPECT_EQ(LineOf(file, "three"), 0);
  EXPECT_EQ(LineOf(tree_ / "none", "two"), 0);
}

TEST(TreeTest, IsFoundFromThePathOfAProgramInItsBuildFolder) {
  const testing::ScratchFolder build;
  build.Write("CMakeCache.txt", "A:B=C\nCMAKE_HOME_DIRECTORY:INTERNAL=/some/where\n");
  const auto tree = FindTree(build / "bin/workbook");
  ASSERT_TRUE(tree.ok()) << tree.status();
  EXPECT_EQ(tree->root, "/some/where");
  EXPECT_EQ(tree->build, build.path());
  EXPECT_EQ(tree->Short("/some/where/lessons/x"), "lessons/x");
  EXPECT_EQ(FindTree("/usr/bin/workbook").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace workbook::runner
