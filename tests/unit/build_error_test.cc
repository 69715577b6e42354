#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "lessons/runner/lesson_build.h"

namespace workbook::tests {
namespace {

using lessons::runner::BuildError;
using lessons::runner::FirstError;
using lessons::runner::StepOf;

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::SizeIs;

BuildError Read(const std::string& output) {
  return FirstError(absl::StrSplit(output, '\n'), "/tree");
}

TEST(BuildErrorTest, IsTheFirstErrorOfTheCompilerWithItsLine) {
  const BuildError error = Read(R"([1/3] Building CXX object exercise.cc.o
FAILED: lessons/exercise.cc.o
/usr/bin/ccache /usr/bin/c++ -c /tree/lessons/01_a/exercise.cc
/tree/lessons/01_a/exercise.cc: In member function 'int A::B()':
/tree/lessons/01_a/exercise.cc:16:3: warning: unused variable 'y'
/tree/lessons/01_a/exercise.cc:17:5: error: 'x' was not declared in this scope
   17 |     x = 1;
      |     ^
/tree/lessons/01_a/exercise.cc:18:5: error: another
ninja: build stopped: subcommand failed.)");
  EXPECT_EQ(error.place, "lessons/01_a/exercise.cc:17");
  EXPECT_EQ(error.message, "'x' was not declared in this scope");
  EXPECT_THAT(error.excerpt, ElementsAre("x = 1;", "^"));
}

TEST(BuildErrorTest, IsPlacedWhereOurCodeNeededTheTemplate) {
  const BuildError error = Read(R"(In file included from /usr/include/c++/12/memory:76,
                 from /tree/lessons/01_a/exercise.cc:2:
/usr/include/c++/12/bits/unique_ptr.h: In instantiation of 'make_unique(_Args&& ...)':
/tree/lessons/01_a/exercise.cc:20:68:   required from here
/usr/include/c++/12/bits/unique_ptr.h:1065:30: error: invalid new-expression of abstract class type
 1065 |     { return unique_ptr<_Tp>(new _Tp(std::forward<_Args>(__args)...)); }
      |                              ^~~)");
  EXPECT_EQ(error.place, "lessons/01_a/exercise.cc:20");
  EXPECT_EQ(error.message, "invalid new-expression of abstract class type");
}

TEST(BuildErrorTest, IsFoundInATreeWithAColonInItsPath) {
  const BuildError error =
      FirstError({"/a b:c/lessons/01_a/exercise.cc:17:5: error: 'x' was not declared"}, "/a b:c");
  EXPECT_EQ(error.place, "lessons/01_a/exercise.cc:17");
  EXPECT_EQ(error.message, "'x' was not declared");
}

TEST(BuildErrorTest, OfAMissingHeaderIsAFatalError) {
  const BuildError error =
      Read("/tree/lessons/01_a/exercise.cc:2:10: fatal error: no.h: No such file");
  EXPECT_EQ(error.place, "lessons/01_a/exercise.cc:2");
  EXPECT_EQ(error.message, "no.h: No such file");
}

TEST(BuildErrorTest, OfTheDiskHasNoPlaceInTheSource) {
  const BuildError error = Read(
      "/tree/lessons/01_a/exercise.cc:21: fatal error: opening dependency file a.o.d: Read-only "
      "file system\n   21 | }  // namespace lesson\n      | ^");
  EXPECT_EQ(error.place, "");
  EXPECT_EQ(error.message, "opening dependency file a.o.d: Read-only file system");
  EXPECT_THAT(error.excerpt, IsEmpty());
}

TEST(BuildErrorTest, OfTheLinkerNamesTheMissingSymbol) {
  const BuildError error = Read(R"([2/2] Linking CXX executable exercise
FAILED: bin/lessons/01_a/exercise
: && /usr/bin/c++ a.o -o exercise && :
/usr/bin/ld: check.cc.o: in function `Test()':
/tree/lessons/01_a/check.cc:31: undefined reference to `lesson::MakeCalculator()'
collect2: error: ld returned 1 exit status
ninja: build stopped: subcommand failed.)");
  EXPECT_EQ(error.place, "");
  EXPECT_EQ(error.message, "undefined reference to `lesson::MakeCalculator()'");
}

TEST(BuildErrorTest, OfNinjaItselfIsReported) {
  EXPECT_EQ(Read("ninja: error: unknown target 'lesson_99_exercise'").message,
            "unknown target 'lesson_99_exercise'");
}

TEST(BuildErrorTest, OfAnUnknownKindIsTheEndOfTheOutputWithoutNoise) {
  const BuildError error = Read(R"(ninja: Entering directory `build'
[1/2] Generating
FAILED: x
/usr/bin/protoc x.proto
protoc: x.proto: no such file
ninja: build stopped: subcommand failed.)");
  EXPECT_EQ(error.message, "protoc: x.proto: no such file");
  EXPECT_THAT(error.excerpt, IsEmpty());
}

TEST(BuildErrorTest, OfCMakeThatIsLongSaysThatItGoesOn) {
  std::string output = "CMake Error at CMakeLists.txt:3 (find_package):\n";
  for (int i = 0; i < 100; ++i) output += "  ten letters\n";
  EXPECT_THAT(Read(output).message, AllOf(SizeIs(Lt(600U)), EndsWith("ten letters ...")));
}

TEST(BuildErrorTest, OfCMakeHasItsLineAndItsText) {
  const BuildError error = Read(R"(-- The CXX compiler identification is GNU 12.2.0
CMake Error at CMakeLists.txt:10 (find_package):
  Could not find a package configuration file provided by "gRPCC" with any of
  the following names:

    gRPCCConfig.cmake


-- Configuring incomplete, errors occurred!)");
  EXPECT_EQ(error.place, "CMakeLists.txt:10");
  EXPECT_EQ(error.message,
            "Could not find a package configuration file provided by \"gRPCC\" with any of the "
            "following names: gRPCCConfig.cmake");
  EXPECT_EQ(Read("CMake Error: The source directory \"/x\" does not exist.\nUsage").message,
            "The source directory \"/x\" does not exist.");
}

TEST(BuildErrorTest, TheStepOfABuildIsReadFromNinjaAndMake) {
  EXPECT_EQ(StepOf("[3/7] Building CXX object a/b.o"), "3 of 7");
  EXPECT_EQ(StepOf("[ 40%] Building CXX object a/b.o"), "40%");
  EXPECT_EQ(StepOf("a/b.cc:1: error: [x]"), "");
}

}  // namespace
}  // namespace workbook::tests
