// Builds a learner's folder with the real CMake; a project without a language needs no compiler.
#include "lessons/runner/own_build.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/orphans.h"
#include "conformance/eventually.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using conformance::Eventually;
using lessons::runner::BuildFolder;
using lessons::runner::StepResult;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class OwnBuildTest : public ::testing::Test {
 protected:
  void Project(const std::string& commands) {
    folder_.Write("CMakeLists.txt",
                  "cmake_minimum_required(VERSION 3.25)\nproject(own NONE)\n" + commands);
  }
  StepResult Build() { return BuildFolder(folder_.path(), stop_.get_token(), nullptr); }

  const base::OrphanKiller orphans_;  // what a killed ninja was running
  const ScratchFolder folder_;
  std::stop_source stop_;
};

TEST_F(OwnBuildTest, BuildsInTheFoldersOwnBuildFolder) {
  Project("add_custom_target(made ALL COMMAND ${CMAKE_COMMAND} -E touch server)");
  const StepResult built = Build();
  EXPECT_TRUE(built.passed) << built.error.message;
  EXPECT_TRUE(std::filesystem::exists(folder_ / "build/server"));
}

TEST_F(OwnBuildTest, AMissingCMakeListsIsExplained) {
  const StepResult built = Build();
  EXPECT_FALSE(built.passed);
  EXPECT_EQ(built.found, "There is no CMakeLists.txt in this folder.");
  EXPECT_THAT(built.next,
              AllOf(HasSubstr("add_executable(server"), HasSubstr("lessons/contract/README.md")));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "build"));
}

TEST_F(OwnBuildTest, CMakesErrorIsShownWithItsLine) {
  Project("find_package(NoSuchPackage CONFIG REQUIRED)");
  const StepResult built = Build();
  EXPECT_FALSE(built.passed);
  EXPECT_EQ(built.error.place, "CMakeLists.txt:3");
  EXPECT_THAT(built.error.message, HasSubstr("NoSuchPackage"));
  EXPECT_THAT(built.next, HasSubstr("find_package(gRPC CONFIG)"));
}

TEST_F(OwnBuildTest, ACompilersErrorIsShownWithItsLine) {
  const std::string error = (folder_ / "server.cc") + ":7:5: error: 'x' was not declared";
  folder_.Write("error.txt", error + "\n");
  Project(
      "add_custom_target(made ALL COMMAND cat ${CMAKE_SOURCE_DIR}/error.txt COMMAND false "
      "VERBATIM)");
  const StepResult built = Build();
  EXPECT_FALSE(built.passed);
  EXPECT_EQ(built.found, "It does not compile:");
  EXPECT_EQ(built.error.place, "server.cc:7");
  EXPECT_EQ(built.error.message, "'x' was not declared");
}

TEST_F(OwnBuildTest, AMissingGeneratedHeaderIsExplained) {
  folder_.Write("error.txt", (folder_ / "server.cc") +
                                 ":2:10: fatal error: calculator.grpc.pb.h: No such file\n");
  Project(
      "add_custom_target(made ALL COMMAND cat ${CMAKE_SOURCE_DIR}/error.txt COMMAND false "
      "VERBATIM)");
  EXPECT_THAT(Build().next, AllOf(HasSubstr("protoc generates that header"),
                                  HasSubstr("lessons/contract/README.md")));
}

TEST_F(OwnBuildTest, ReportsEachSecondHowLongAStepTakes) {
  Project("add_custom_target(made ALL COMMAND sleep 1000)");
  std::set<std::string> reports;
  const auto report = [&](const std::string& status) {
    if (status.starts_with("building: ")) reports.insert(status);
    if (reports.size() == 3) stop_.request_stop();
  };
  EXPECT_FALSE(BuildFolder(folder_.path(), stop_.get_token(), report).passed);
  EXPECT_THAT(reports, SizeIs(3));
}

TEST_F(OwnBuildTest, AStopRequestEndsTheBuild) {
  Project("add_custom_target(made ALL COMMAND touch began COMMAND sleep 1000)");
  std::jthread stopper([this] {
    EXPECT_TRUE(Eventually([&] { return std::filesystem::exists(folder_ / "build/began"); }));
    stop_.request_stop();
  });
  EXPECT_FALSE(Build().passed);
}

}  // namespace
}  // namespace workbook::tests
