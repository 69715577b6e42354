#include "lessons/runner/starter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/scratch_folder.h"

namespace workbook::runner {
namespace {

using ::testing::HasSubstr;

constexpr char kStarter[] = "// TODO: do it\nint x;\n";

class StarterTest : public ::testing::Test {
 protected:
  StarterTest() { std::filesystem::create_directories(lesson_.folder); }

  void Write(const std::string& text) { std::ofstream(lesson_.Exercise()) << text; }
  void Git(const std::string& command) {
    const std::string line = "git -C " + folder_.path() + " -c user.name=t -c user.email=t@t " +
                             command + " >/dev/null 2>&1";
    ASSERT_EQ(std::system(line.c_str()), 0) << line;
  }
  void Commit(const std::string& text) {
    Write(text);
    Git("add -A");
    Git("commit -m c");
  }
  std::string Text(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }

  testing::ScratchFolder folder_;
  const Tree tree_{folder_.path(), folder_ / "build"};
  const Lesson lesson_{1, "01_a", "a", folder_ / "lessons/01_a"};
};

TEST_F(StarterTest, IsTheNewestVersionThatCameWithAnotherFileOfTheLesson) {
  Git("init");
  Commit("// TODO: an older one\n");
  std::ofstream(lesson_.folder / "hints.md") << "for the next one\n";
  Commit(kStarter);
  Commit("// TODO: what the reader has left standing\nint solved;\n");
  ASSERT_TRUE(PutBack(lesson_, kStarter).ok());
  Commit("// TODO: another try\n");
  Commit("int solved;\n");
  const auto starter = StarterOf(tree_, lesson_);
  ASSERT_TRUE(starter.ok()) << starter.status();
  EXPECT_EQ(*starter, kStarter);
}

TEST_F(StarterTest, IsTheFirstVersionWhereNoneCameWithAnotherFile) {
  Git("init");
  Commit(kStarter);
  std::ofstream(lesson_.folder / "check.cc") << "// for an older one\n";
  Git("add -A");
  Git("commit -m c");
  Commit("// TODO: what the reader has left standing\nint solved;\n");
  const auto starter = StarterOf(tree_, lesson_);
  ASSERT_TRUE(starter.ok()) << starter.status();
  EXPECT_EQ(*starter, kStarter);
}

TEST_F(StarterTest, IsFoundInATreeBelowTheRootOfItsRepository) {
  Git("init");
  std::filesystem::create_directories(folder_ / "sub/lessons/01_a");
  std::ofstream(folder_ / "sub/lessons/01_a/exercise.cc") << kStarter;
  Git("add -A");
  Git("commit -m c");
  const Lesson lesson{1, "01_a", "a", folder_ / "sub/lessons/01_a"};
  const auto starter = StarterOf({folder_ / "sub", folder_ / "build"}, lesson);
  ASSERT_TRUE(starter.ok()) << starter.status();
  EXPECT_EQ(*starter, kStarter);
}

TEST_F(StarterTest, IsMissedWhereGitKeepsNoneOrNothing) {
  // Whatever stands above the scratch folder is none of its repositories.
  setenv("GIT_CEILING_DIRECTORIES", std::filesystem::path(folder_.path()).parent_path().c_str(), 1);
  EXPECT_THAT(std::string(StarterOf(tree_, lesson_).status().message()),
              HasSubstr("not a git repository"));
  Git("init");
  Commit("int solved;\n");
  EXPECT_THAT(std::string(StarterOf(tree_, lesson_).status().message()),
              HasSubstr("no version of lessons/01_a/exercise.cc with a TODO"));
}

TEST_F(StarterTest, KeepsWhatWasWrittenEachTime) {
  for (const char* backup : {"exercise.cc.backup-1", "exercise.cc.backup-2"}) {
    Write(std::string("mine, ") + backup);
    const auto kept = PutBack(lesson_, kStarter);
    ASSERT_TRUE(kept.ok()) << kept.status();
    EXPECT_EQ(*kept, lesson_.folder / backup);
    EXPECT_EQ(Text(*kept), std::string("mine, ") + backup);
    EXPECT_EQ(Text(lesson_.Exercise()), kStarter);
  }
}

TEST_F(StarterTest, ComesBackWhereTheExerciseIsMissing) {
  for (int i = 0; i < 2; ++i) {  // the second time it is there already
    const auto kept = PutBack(lesson_, kStarter);
    ASSERT_TRUE(kept.ok()) << kept.status();
    EXPECT_EQ(*kept, "");
    EXPECT_EQ(Text(lesson_.Exercise()), kStarter);
  }
}

}  // namespace
}  // namespace workbook::runner
