#include "lessons/runner/lessons.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "lessons/runner/workspace.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using lessons::runner::FindLesson;
using lessons::runner::FindLessons;
using lessons::runner::FindWorkspace;
using lessons::runner::HintsOf;
using lessons::runner::Lesson;
using lessons::runner::LineOf;
using lessons::runner::TaskOf;

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Lessons in two parts, and folders that the order does not name.
class LessonsTest : public ::testing::Test {
 protected:
  LessonsTest() {
    for (const std::string name : {"z_first", "b_c", "a_last", "runner", "half_written"}) {
      std::filesystem::create_directories(folder_ / name);
      folder_.Write(name + "/check.cc", "");
    }
    std::filesystem::remove(folder_ / "half_written/check.cc");
    folder_.Write("z_first/README.md", "# A first call\n\nText.\n");
    folder_.Write(
        "order.txt",
        "# What this is.\n\nCalls\n  z_first  a_library another\n  b_c\n\nMore of them\n  "
        "a_last\n");
  }

  std::vector<Lesson> Lessons() const {
    const auto lessons = FindLessons(folder_.path());
    EXPECT_TRUE(lessons.ok()) << lessons.status();
    return lessons.value_or(std::vector<Lesson>());
  }

  ScratchFolder folder_;
};

TEST_F(LessonsTest, AreNumberedByTheirOrderAndTitledByTheirReadmes) {
  const std::vector<Lesson> lessons = Lessons();
  ASSERT_EQ(lessons.size(), 3U);
  EXPECT_EQ(lessons[0].name, "z_first");
  EXPECT_EQ(lessons[0].title, "A first call");
  EXPECT_EQ(lessons[0].Number(), "01");
  EXPECT_EQ(lessons[0].part, "Calls");
  EXPECT_EQ(lessons[1].title, "b c");
  EXPECT_EQ(lessons[1].part, "Calls");
  EXPECT_EQ(lessons[2].number, 3);
  EXPECT_EQ(lessons[2].part, "More of them");
  EXPECT_EQ(lessons[2].Exercise(), folder_ / "a_last/exercise.cc");
}

TEST_F(LessonsTest, AreNamedByTheirNumberOrTheirFolder) {
  const std::vector<Lesson> lessons = Lessons();
  for (const char* word : {"2", "02", "b_c"}) {
    const auto lesson = FindLesson(lessons, word);
    ASSERT_TRUE(lesson.ok()) << lesson.status();
    EXPECT_EQ(lesson->name, "b_c");
  }
  for (const char* word : {"4", "0", "-1", "b c", "2x"}) {
    const auto lesson = FindLesson(lessons, word);
    EXPECT_EQ(lesson.status().code(), absl::StatusCode::kNotFound);
    EXPECT_THAT(std::string(lesson.status().message()), HasSubstr("01 to 03"));
  }
}

TEST_F(LessonsTest, AnOrderThatIsWrongIsToldWithItsLine) {
  const auto message = [&](const std::string& order) {
    folder_.Write("order.txt", order);
    return std::string(FindLessons(folder_.path()).status().message());
  };
  EXPECT_THAT(message("Calls\n  half_written\n"),
              HasSubstr("order.txt:2: half_written is not a lesson: there is no "
                        "half_written/check.cc"));
  EXPECT_THAT(message("Calls\n  b_c\n\n  b_c\n"), HasSubstr("order.txt:4: b_c is there twice"));
  EXPECT_THAT(message("  b_c\n"), HasSubstr("order.txt:1: b_c belongs to no part"));
  EXPECT_THAT(message("# Nothing\n"), HasSubstr("no lesson"));
  for (const char* order : {"Calls\n  b_c builds-on=z_first\n  z_first\n",
                            "Calls\n  b_c builds-on=z_first\n", "Calls\n  b_c builds-on=b_c\n"}) {
    EXPECT_THAT(message(order), AllOf(HasSubstr("order.txt:2: b_c builds on "),
                                      HasSubstr(", which is not an earlier lesson")));
  }
  std::filesystem::remove(folder_ / "order.txt");
  EXPECT_EQ(FindLessons(folder_.path()).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(LessonsTest, MayBuildOnAnEarlierOne) {
  EXPECT_EQ(Lessons()[1].builds_on, "");
  folder_.Write("order.txt", "Calls\n  z_first\nMore\n  b_c  a_library builds-on=z_first\n");
  EXPECT_EQ(Lessons()[1].builds_on, "z_first");
}

TEST_F(LessonsTest, HaveHintsAndATask) {
  folder_.Write("z_first/hints.md", "Before.\n## Hint 1\nOne,\nof two lines.\n\n## Hint 2\nTwo.\n");
  folder_.Write(
      "z_first/README.md",
      "# A first call\n\n**Your task.** In [exercise.cc](exercise.cc) do\nit.\n\n**More.** No.\n");
  const std::vector<Lesson> lessons = Lessons();
  EXPECT_THAT(HintsOf(lessons.front()), ElementsAre("One,\nof two lines.", "Two."));
  EXPECT_THAT(HintsOf(lessons.back()), IsEmpty());
  EXPECT_EQ(TaskOf(lessons.front()), "In exercise.cc do it.");
}

TEST_F(LessonsTest, SpeakTheLanguageOfTheEnvironment) {
  folder_.Write("z_first/README.ko.md", "# 첫 번째 호출\n\n**할 일.** `Add`를 쓰세요.\n");
  for (const char* name : {"LC_ALL", "LC_MESSAGES"}) unsetenv(name);
  setenv("LANG", "ko_KR.UTF-8", 1);
  EXPECT_EQ(Lessons().front().title, "첫 번째 호출");
  EXPECT_EQ(TaskOf(Lessons().front()), "`Add`를 쓰세요.");
  EXPECT_EQ(Lessons().back().Readme(), folder_ / "a_last/README.md");  // it has no other
  setenv("LC_ALL", "C.UTF-8", 1);                                      // counts before LANG
  EXPECT_EQ(Lessons().front().title, "A first call");
  unsetenv("LC_ALL");
  unsetenv("LANG");
}

TEST_F(LessonsTest, KnowTheLineOfAText) {
  const std::string file = folder_.Write("text", "one\ntwo\ntwo again\n");
  EXPECT_EQ(LineOf(file, "two"), 2);
  EXPECT_EQ(LineOf(file, "three"), 0);
  EXPECT_EQ(LineOf(folder_ / "none", "two"), 0);
}

TEST(WorkspaceTest, IsFoundFromThePathOfAProgramInItsBuildFolder) {
  const ScratchFolder build;
  build.Write("CMakeCache.txt", "A:B=C\nCMAKE_HOME_DIRECTORY:INTERNAL=/some/where\n");
  const auto workspace = FindWorkspace(build / "bin/workbook");
  ASSERT_TRUE(workspace.ok()) << workspace.status();
  EXPECT_EQ(workspace->root, "/some/where");
  EXPECT_EQ(workspace->build, build.path());
  EXPECT_EQ(workspace->Short("/some/where/lessons/x"), "lessons/x");
  EXPECT_EQ(FindWorkspace("/usr/bin/workbook").status().code(), absl::StatusCode::kNotFound);
}

TEST(WorkspaceTest, IsNotThatOfABuildFolderThatWasCopied) {
  const ScratchFolder build;
  const ScratchFolder copy;
  const std::string cache =
      "CMAKE_HOME_DIRECTORY:INTERNAL=/some/where\n"
      "CMAKE_CACHEFILE_DIR:INTERNAL=" +
      build.path() + "\n";
  build.Write("CMakeCache.txt", cache);
  copy.Write("CMakeCache.txt", cache);
  EXPECT_TRUE(FindWorkspace(build / "bin/workbook").ok());
  EXPECT_THAT(std::string(FindWorkspace(copy / "bin/workbook").status().message()),
              ::testing::HasSubstr(copy.path() + " was made as " + build.path()));
}

}  // namespace
}  // namespace workbook::tests
