#include "lessons/runner/starter.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using lessons::runner::EnsureExercise;
using lessons::runner::Lesson;
using lessons::runner::RestoreStarter;

constexpr char kStarter[] = "// TODO: do it\nint x;\n";

class StarterTest : public ::testing::Test {
 protected:
  StarterTest() {
    std::filesystem::create_directories(lesson_.folder);
    std::ofstream(lesson_.Starter()) << kStarter;
  }

  void Write(const std::string& text) { std::ofstream(lesson_.Exercise()) << text; }
  std::string Text(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }

  ScratchFolder folder_;
  const Lesson lesson_{1, "a", "A", "Part", folder_ / "lessons/a"};
};

TEST_F(StarterTest, KeepsTheLearnersVersionEachTime) {
  for (const char* backup : {"exercise.cc.backup-1", "exercise.cc.backup-2"}) {
    Write(std::string("mine, ") + backup);
    const auto kept = RestoreStarter(lesson_);
    ASSERT_TRUE(kept.ok()) << kept.status();
    EXPECT_EQ(*kept, lesson_.folder / backup);
    EXPECT_EQ(Text(*kept), std::string("mine, ") + backup);
    EXPECT_EQ(Text(lesson_.Exercise()), kStarter);
  }
}

TEST_F(StarterTest, KeepsAVersionThatCannotBeRead) {
  std::filesystem::create_symlink("/proc/self/mem", lesson_.Exercise());
  const auto kept = RestoreStarter(lesson_);
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_TRUE(std::filesystem::is_symlink(*kept));
  EXPECT_EQ(Text(lesson_.Exercise()), kStarter);
}

TEST_F(StarterTest, BeginsAnExerciseOnce) {
  ASSERT_TRUE(EnsureExercise(lesson_).ok());
  EXPECT_EQ(Text(lesson_.Exercise()), kStarter);
  Write("mine");
  ASSERT_TRUE(EnsureExercise(lesson_).ok());
  EXPECT_EQ(Text(lesson_.Exercise()), "mine");
}

TEST_F(StarterTest, TakesOverTheExerciseOfANumberedFolder) {
  const std::filesystem::path old = folder_ / "lessons/01_a";
  std::filesystem::create_directories(old);
  std::filesystem::create_directories(folder_ / "lessons/02_ba");
  std::ofstream(folder_ / "lessons/02_ba/exercise.cc") << "another";
  std::ofstream(old / "exercise.cc") << "mine";
  ASSERT_TRUE(EnsureExercise(lesson_).ok());
  EXPECT_EQ(Text(lesson_.Exercise()), "mine");
  EXPECT_FALSE(std::filesystem::exists(old));
}

TEST_F(StarterTest, RestoresAMissingExercise) {
  for (int i = 0; i < 2; ++i) {  // the second time it already exists
    const auto kept = RestoreStarter(lesson_);
    ASSERT_TRUE(kept.ok()) << kept.status();
    EXPECT_EQ(*kept, "");
    EXPECT_EQ(Text(lesson_.Exercise()), kStarter);
  }
}

}  // namespace
}  // namespace workbook::tests
