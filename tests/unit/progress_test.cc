#include "lessons/runner/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "support/scratch_folder.h"

namespace workbook::runner {
namespace {

using lessons::v1::Progress;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ProgressTest : public ::testing::Test {
 protected:
  void ShowHint(const std::string& lesson) {
    file_.Change([&](Progress& progress) {
      auto& mine = ProgressOf(progress, lesson);
      mine.set_hints_shown(mine.hints_shown() + 1);
    });
  }
  std::string Text(const std::string& name = "progress.txtpb") const {
    std::ostringstream text;
    text << std::ifstream(root_ / name).rdbuf();
    return text.str();
  }

  testing::ScratchFolder root_;
  std::vector<std::string> said_;
  ProgressFile file_{root_.path(), [this](const std::string& line) { said_.push_back(line); }};
};

TEST_F(ProgressTest, IsEmptyAtFirstAndWritesNothingUntilSomethingChanges) {
  EXPECT_EQ(file_.Read().lessons_size(), 0);
  file_.Change([](Progress&) {});
  EXPECT_THAT(Text(), IsEmpty());
  EXPECT_THAT(said_, IsEmpty());
}

TEST_F(ProgressTest, IsKeptInTheOrderOfTheLessonsAsATextForPeople) {
  ShowHint("02_b");
  ShowHint("01_a");
  ShowHint("02_b");
  const Progress progress = file_.Read();
  ASSERT_EQ(progress.lessons_size(), 2);
  EXPECT_EQ(progress.lessons(0).name(), "01_a");
  EXPECT_EQ(ProgressOf(progress, "02_b").hints_shown(), 2);
  EXPECT_EQ(ProgressOf(progress, "03_c").hints_shown(), 0);
  EXPECT_THAT(Text(),
              AllOf(HasSubstr("# Your way"), HasSubstr("  name: \"01_a\"\n  hints_shown: 1\n")));
}

TEST_F(ProgressTest, MovesAFileThatItCannotReadAsideAndSaysSo) {
  root_.Write("progress.txtpb.damaged-1", "of another day");
  root_.Write("progress.txtpb", "lessons {\n  name: \"01_a\"\n  solved: oops\n}\n");
  ShowHint("02_b");
  EXPECT_THAT(said_, ElementsAre(AllOf(HasSubstr("progress.txtpb cannot be read (line 3: "),
                                       HasSubstr("progress.txtpb.damaged-2"))));
  EXPECT_THAT(Text("progress.txtpb.damaged-2"), HasSubstr("oops"));
  EXPECT_EQ(Text("progress.txtpb.damaged-1"), "of another day");
  EXPECT_EQ(file_.Read().lessons_size(), 1);
}

TEST_F(ProgressTest, SaysOnceThatNothingIsKeptWhereNothingCanBeWritten) {
  std::filesystem::create_directory(root_ / "progress.txtpb");  // also root cannot replace it
  ShowHint("01_a");
  ShowHint("01_a");
  EXPECT_THAT(said_, ElementsAre(HasSubstr("Progress is not kept: progress.txtpb: ")));
  EXPECT_EQ(file_.Read().lessons_size(), 0);
  EXPECT_FALSE(std::filesystem::exists(root_ / "progress.txtpb.draft"));
}

TEST_F(ProgressTest, LosesNoChangeOfTwoAtATime) {
  const auto work = [this] {
    for (int i = 0; i < 50; ++i) ShowHint("01_a");
  };
  std::thread other(work);
  work();
  other.join();
  EXPECT_EQ(ProgressOf(file_.Read(), "01_a").hints_shown(), 100);
}

}  // namespace
}  // namespace workbook::runner
