#include "lessons/runner/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using lessons::runner::ProgressFile;
using lessons::runner::ProgressOf;

using lessons::runner::KeepBest;
using lessons::v1::Graduation;
using lessons::v1::Progress;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ProgressTest : public ::testing::Test {
 protected:
  void ShowHint(const std::string& lesson) {
    file_.Change([&](Progress& progress) {
      auto& entry = ProgressOf(progress, lesson);
      entry.set_hints_shown(entry.hints_shown() + 1);
    });
  }
  std::string Text(const std::string& name = "progress.txtpb") const {
    std::ostringstream text;
    text << std::ifstream(root_ / name).rdbuf();
    return text.str();
  }

  ScratchFolder root_;
  std::vector<std::string> warnings_;
  ProgressFile file_{root_.path(), [this](const std::string& line) { warnings_.push_back(line); }};
};

TEST_F(ProgressTest, IsEmptyAtFirstAndWritesNothingUntilSomethingChanges) {
  EXPECT_EQ(file_.Read().lessons_size(), 0);
  file_.Change([](Progress&) {});
  EXPECT_THAT(Text(), IsEmpty());
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(ProgressTest, KeepsWhatWasSolvedWhenFoldersHadNumbers) {
  std::ofstream(root_ / "progress.txtpb")
      << "lessons { name: \"22_deadline_propagation\" solved: \"2026-01-31T12:00:00Z\" }";
  EXPECT_EQ(ProgressOf(file_.Read(), "deadline_propagation").solved(), "2026-01-31T12:00:00Z");
}

TEST_F(ProgressTest, IsReadableTextInTheOrderOfNames) {
  ShowHint("b");
  ShowHint("a");
  ShowHint("b");
  const Progress progress = file_.Read();
  ASSERT_EQ(progress.lessons_size(), 2);
  EXPECT_EQ(progress.lessons(0).name(), "a");
  EXPECT_EQ(ProgressOf(progress, "b").hints_shown(), 2);
  EXPECT_EQ(ProgressOf(progress, "03_c").hints_shown(), 0);
  EXPECT_THAT(Text(),
              AllOf(HasSubstr("# Your progress"), HasSubstr("  name: \"a\"\n  hints_shown: 1\n")));
}

TEST_F(ProgressTest, RenamesADamagedFileAndWarns) {
  root_.Write("progress.txtpb.damaged-1", "of another day");
  root_.Write("progress.txtpb", "lessons {\n  name: \"a\"\n  solved: oops\n}\n");
  ShowHint("b");
  EXPECT_THAT(warnings_, ElementsAre(AllOf(HasSubstr("progress.txtpb cannot be read (line 3: "),
                                           HasSubstr("progress.txtpb.damaged-2"))));
  EXPECT_THAT(Text("progress.txtpb.damaged-2"), HasSubstr("oops"));
  EXPECT_EQ(Text("progress.txtpb.damaged-1"), "of another day");
  EXPECT_EQ(file_.Read().lessons_size(), 1);
}

TEST_F(ProgressTest, WarnsOnceWhenTheFileCannotBeWritten) {
  std::filesystem::create_directories(root_ / "progress.txtpb.draft/in the way");
  ShowHint("a");
  ShowHint("a");
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("Progress is not saved: progress.txtpb: ")));
  EXPECT_EQ(file_.Read().lessons_size(), 0);
}

TEST_F(ProgressTest, LeavesAFileAloneThatCannotBeRead) {
  // Also root's read fails: nothing is mapped at address 0.
  std::filesystem::create_symlink("/proc/self/mem", root_ / "progress.txtpb");
  ShowHint("a");
  EXPECT_EQ(file_.Read().lessons_size(), 0);
  EXPECT_THAT(warnings_, ElementsAre(AllOf(HasSubstr("neither read nor saved"),
                                           HasSubstr("progress.txtpb: Input/output error"))));
  EXPECT_TRUE(std::filesystem::is_symlink(root_ / "progress.txtpb"));
}

TEST_F(ProgressTest, LosesNoChangeOfTwoThreads) {
  const auto work = [this] {
    for (int i = 0; i < 50; ++i) ShowHint("a");
  };
  {
    const std::jthread other(work);
    work();
  }
  EXPECT_EQ(ProgressOf(file_.Read(), "a").hints_shown(), 100);
}

TEST_F(ProgressTest, KeepsTheBestRunOfEachContract) {
  const auto run = [this](const std::string& service, int steps, int passed) {
    Graduation one;
    one.set_service(service);
    one.set_steps(steps);
    one.set_behaviours_passed(passed);
    file_.Change([&one](Progress& progress) { KeepBest(progress, one); });
  };
  run("calculator", 3, 9);
  run("order", 1, 0);
  run("calculator", 5, 8);  // more steps
  run("calculator", 5, 7);
  run("calculator", 4, 14);
  const Progress kept = file_.Read();
  ASSERT_EQ(kept.graduation_size(), 2);
  EXPECT_EQ(kept.graduation(0).steps(), 5);
  EXPECT_EQ(kept.graduation(0).behaviours_passed(), 8);
  EXPECT_EQ(kept.graduation(1).service(), "order");
}

}  // namespace
}  // namespace workbook::tests
