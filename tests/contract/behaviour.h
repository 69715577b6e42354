// A contract's promises in words. A suite states each as a BEHAVIOUR: a test with a sentence, a
// level and the page that teaches it, so that the judge (tests/judge/) can run it against any
// server and say what came of it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace workbook::testing {

/// What a failure means.
enum class Level {
  kRequired,  ///< the document's contract is broken
  kExpected,  ///< a good server does it: status codes, bounds, readers that do not read
  kRecorded,  ///< either way is right; the test says with Observe what it saw
};

/// One promise.
struct Behaviour {
  std::string suite;  ///< the fixture, "CalculatorContract"
  std::string name;   ///< the test, "RefusesToDivideByZero"
  Level level;
  std::string
      sentence;  ///< at most 70 bytes, about the server: "Divide by zero is INVALID_ARGUMENT"
  std::string
      lesson;  ///< where it is taught: a page of this repository, "docs/calculator.md#heading"
};

/// All that are linked into this program, in no order between suites and in the order of the source
/// within one file.
const std::vector<Behaviour>& Behaviours();

/// Adds one. Returns true, so that it can be called before main.
bool State(Behaviour behaviour);

/// For a behaviour that is recorded: what this server does, in a few words, "shared by all calls".
void Observe(const std::string& what);

}  // namespace workbook::testing

/// Opens a test as TEST_P does, and states what it holds:
///
///   BEHAVIOUR(CalculatorContract, RefusesToDivideByZero, kExpected,
///             "Divide by zero is INVALID_ARGUMENT", "docs/calculator.md#the-statuses") {
///     ...
///   }
///
/// The judge's servers are somebody else's: the body waits for nothing without a bound, assumes no
/// fresh server and no data that the contract does not give, and compares with EXPECT_THAT, whose
/// "Expected:" and "Actual:" the judge shows.
#define BEHAVIOUR(suite, name, level, sentence, lesson)                                \
  [[maybe_unused]] const bool suite##_##name##_is_stated = ::workbook::testing::State( \
      {#suite, #name, ::workbook::testing::Level::level, sentence, lesson});           \
  TEST_P(suite, name)
