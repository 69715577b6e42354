#include "lessons/runner/error_help.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace workbook::tests {
namespace {

using lessons::runner::HelpWithCompiling;
using lessons::runner::HelpWithCrash;
using lessons::runner::ReasonOfCrash;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ErrorHelpTest, FitsTheMessageOfEachCompiler) {
  for (const char* message :
       {"use of deleted function 'grpc::TimePoint<T>::TimePoint(const T&) [with T = "
        "std::chrono::time_point<std::chrono::_V2::steady_clock, std::chrono::duration<long int, "
        "std::ratio<1, 1000000000> > >]'",
        "call to deleted constructor of 'grpc::TimePoint<time_point<steady_clock, duration<long, "
        "ratio<1, 1000000000>>>>'"}) {
    EXPECT_THAT(HelpWithCompiling(message), HasSubstr("system_clock: its now()")) << message;
  }
  for (const char* message :
       {"use of deleted function 'grpc::TimePoint<T>::TimePoint(const T&) [with T = "
        "std::chrono::time_point<std::chrono::_V2::system_clock, std::chrono::duration<long int, "
        "std::ratio<1, 1000> > >]'",
        "call to deleted constructor of 'grpc::TimePoint<time_point<system_clock, duration<long, "
        "ratio<1, 1000>>>>'"}) {
    EXPECT_THAT(HelpWithCompiling(message), HasSubstr("time_point_cast<")) << message;
  }
  EXPECT_THAT(HelpWithCompiling("use of deleted function 'grpc::TimePoint<T>::TimePoint(const T&) "
                                "[with T = std::chrono::duration<long int>]'"),
              HasSubstr("not a length"));
  for (const char* message :
       {"no matching function for call to 'absl::debian3::Status::Status(grpc::StatusCode, "
        "std::string)'",
        "no matching constructor for initialization of 'absl::Status'"}) {
    EXPECT_THAT(HelpWithCompiling(message), HasSubstr("static_cast<absl::StatusCode>")) << message;
  }
  for (const char* message :
       {"'grpc::Status S::Add(grpc::ServerContext*, calc::AddRequest*)' marked 'override', but "
        "does not override",
        "non-virtual member function marked 'override' hides virtual member function"}) {
    EXPECT_THAT(HelpWithCompiling(message), HasSubstr("exactly this form")) << message;
  }
  for (const char* message : {"invalid new-expression of abstract class type 'R'",
                              "allocating an object of abstract class type 'R'"}) {
    EXPECT_THAT(HelpWithCompiling(message), HasSubstr("OnDone")) << message;
  }
  EXPECT_THAT(HelpWithCompiling("could not convert 's' from 'const grpc::Status' to "
                                "'absl::debian3::StatusOr<int>'"),
              HasSubstr("error_code() and error_message()"));
  EXPECT_THAT(HelpWithCompiling("'x' was not declared in this scope"), IsEmpty());
}

TEST(ErrorHelpTest, KeepsOfALogTheLinesThatSayWhy) {
  const std::vector<std::string> reason = ReasonOfCrash(
      {"a debug print",
       "E1129 06:15:01.724314095   28542 call_op_set.h:978]          API misuse of type "
       "GRPC_CALL_ERROR_TOO_MANY_OPERATIONS observed",
       "E1129 06:15:01.724475668   28542 call_op_set.h:980]          assertion failed: false"});
  EXPECT_THAT(reason, ElementsAre("API misuse of type GRPC_CALL_ERROR_TOO_MANY_OPERATIONS observed",
                                  "assertion failed: false"));
  EXPECT_THAT(HelpWithCrash(reason, "ended by SIGABRT"), HasSubstr("finish once"));
}

TEST(ErrorHelpTest, KeepsAllLinesWhenNoneSaysWhy) {
  EXPECT_THAT(ReasonOfCrash({"a", "", "b"}), ElementsAre("a", "b"));
  EXPECT_THAT(HelpWithCrash({"a"}, "the program ended early: ended by SIGSEGV"),
              HasSubstr("memory that is not there"));
  EXPECT_THAT(HelpWithCrash({}, "exit status 3"), IsEmpty());
}

}  // namespace
}  // namespace workbook::tests
