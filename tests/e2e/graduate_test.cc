// `workbook graduate`: from a folder to a score, with the real program, CMake, protoc, judge, and a
// server of the fewest lines, tests/e2e/graduate.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "conformance/eventually.h"
#include "tests/e2e/learner_workspace.h"

namespace workbook::tests {
namespace {

namespace fs = std::filesystem;
using conformance::Eventually;

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kExample[] = WORKBOOK_ROOT "/tests/e2e/graduate";

const base::Exit kPasses{0, 0};
const base::Exit kFails{1, 0};
const base::Exit kWrongUsage{2, 0};

class GraduateTest : public ::testing::Test {
 protected:
  GraduateTest() {
    fs::create_directory_symlink(WORKBOOK_ROOT "/protos", workspace_ / "protos");
    fs::create_symlink(ProgramPath("judge"), workspace_ / "build/bin/judge");
  }

  Outcome Graduate() { return workspace_.Run({"graduate", own_}); }
  static std::string Text(const Outcome& outcome) { return absl::StrJoin(outcome.out, "\n"); }

  // A project that needs no compiler: its server is `script`.
  void Serve(const std::string& script) {
    fs::create_directories(own_);
    fs::copy(std::string(kExample) + "/calculator.proto", own_,
             fs::copy_options::overwrite_existing);
    workspace_.Write("own/server.sh", "#!/bin/sh\n" + script);
    fs::permissions(own_ + "/server.sh", fs::perms::owner_all);
    workspace_.Write("own/CMakeLists.txt",
                     "cmake_minimum_required(VERSION 3.25)\nproject(own NONE)\n"
                     "configure_file(server.sh server COPYONLY)\n");
  }

  LearnerWorkspace workspace_;
  const std::string own_ = workspace_ / "own";
};

TEST_F(GraduateTest, AServerOfTheFewestLinesPassesEveryStepAndItsScoreIsKept) {
  fs::copy(kExample, own_);
  const Outcome outcome = Graduate();
  EXPECT_EQ(outcome.exit, kPasses) << Text(outcome);
  EXPECT_THAT(outcome.out, Each(SizeIs(::testing::Le(80U))));
  EXPECT_THAT(outcome.out, AllOf(Contains(HasSubstr("5 of 5 steps")),
                                 Contains("        14 of 14 behaviours pass.")));
  EXPECT_THAT(outcome.out, Not(Contains(StartsWith("  FAIL"))));
  EXPECT_THAT(workspace_.Read("progress.txtpb"),
              AllOf(HasSubstr("graduation {\n  service: \"calculator\""), HasSubstr("steps: 5"),
                    HasSubstr("behaviours_passed: 14")));
  EXPECT_THAT(workspace_.Run({"list"}).out,
              Contains("Your own server: calculator, 5 of 5 steps, 14 of 14 behaviours."));
  // It writes nothing of the learner's.
  for (const auto& file : fs::directory_iterator(own_)) {
    const std::string name = file.path().filename();
    EXPECT_TRUE(name == "build" || fs::exists(kExample + ("/" + name))) << name;
  }
}

TEST_F(GraduateTest, AFolderIsMadeAndItsFirstStepTaught) {
  const Outcome outcome = Graduate();
  EXPECT_EQ(outcome.exit, kFails);
  EXPECT_TRUE(fs::is_empty(own_));
  EXPECT_THAT(Text(outcome),
              AllOf(HasSubstr("  FAIL  A .proto declares"), HasSubstr("  ----  CMake configures"),
                    HasSubstr("Next: A contract is a .proto")));
  EXPECT_THAT(workspace_.Read("progress.txtpb"), IsEmpty());
}

TEST_F(GraduateTest, AServerThatEndsShowsWhyAndTheStepsBeforeItCount) {
  Serve("echo 'no memory left' >&2\nexit 3\n");
  const Outcome outcome = Graduate();
  EXPECT_EQ(outcome.exit, kFails);
  EXPECT_THAT(Text(outcome),
              AllOf(HasSubstr("  pass  CMake configures"),
                    HasSubstr("  FAIL  build/server --port N listens on that port\n"
                              "        The server ended before it listened: exit status 3.\n"),
                    HasSubstr("          no memory left\n"), HasSubstr("2 of 5 steps")));
  EXPECT_THAT(workspace_.Read("progress.txtpb"), HasSubstr("steps: 2"));
}

TEST_F(GraduateTest, CtrlCLeavesNoProcess) {
  // A process in a session of its own ends with no process group.
  Serve("setsid sleep 1000 &\necho $! >" + own_ + "/pid.draft && mv " + own_ + "/pid.draft " +
        own_ + "/pid\nwait\n");
  const auto workbook = StartProgram(workspace_.Command({"graduate", own_}));
  ASSERT_NE(workbook, nullptr);
  ASSERT_TRUE(Eventually([&] { return fs::exists(own_ + "/pid"); }));
  const pid_t left = std::stoi(workspace_.Read("own/pid"));
  ASSERT_EQ(kill(left, 0), 0);
  workbook->Signal(SIGINT);
  const Outcome outcome = LearnerWorkspace::WaitFor(*workbook);
  EXPECT_EQ(outcome.exit, (base::Exit{130, 0}));
  EXPECT_EQ(outcome.out.back(), "Interrupted.");
  EXPECT_NE(kill(left, 0), 0);
}

TEST_F(GraduateTest, TheWorkbookItselfIsNobodysOwnFolder) {
  const Outcome outcome = workspace_.Run({"graduate", workspace_ / ""});
  EXPECT_EQ(outcome.exit, kWrongUsage);
  EXPECT_THAT(outcome.err, ElementsAre(HasSubstr("belongs to the workbook")));
  EXPECT_EQ(workspace_.Run({"graduate", workspace_ / "build/build.ninja"}).exit, kWrongUsage);
}

TEST_F(GraduateTest, TheClosingPageSaysWhatIsLeftAndTheWayOn) {
  const std::vector<std::string> page = workspace_.Run({"graduate"}).out;
  EXPECT_THAT(page, Each(SizeIs(::testing::Le(80U))));
  EXPECT_THAT(page, AllOf(Contains(HasSubstr("0 of 2 lessons solved")),
                          Contains("First calls: 0 of 2 solved"),
                          Contains("Next: ./workbook graduate my_server.")));
  // Each step names the lesson that teaches it.
  for (const char* lesson : {"contract", "unary_method", "serving", "plain_channel"}) {
    const std::string readme = absl::StrCat("lessons/", lesson, "/README.md");
    EXPECT_TRUE(fs::exists(WORKBOOK_ROOT "/" + readme)) << readme;
    EXPECT_THAT(page, Contains(HasSubstr(readme)));
  }
  for (const char* lesson : {"unary_method", "the_same_again"}) {
    workspace_.Write("progress.txtpb", workspace_.Read("progress.txtpb") + "lessons { name: \"" +
                                           lesson + "\" solved: \"2030-01-31T12:00:00Z\" }\n");
  }
  EXPECT_THAT(workspace_.Run({"graduate"}).out, Contains("All 2 lessons are solved."));
  EXPECT_THAT(workspace_.Run({"list"}).out,
              Contains("All 2 lessons are solved. The way on: ./workbook graduate."));
}

}  // namespace
}  // namespace workbook::tests
