// A behaviour is a GoogleTest case with a one-sentence description. Suites and lesson checks
// consist of behaviours. The user sees the sentence next to pass or FAIL.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace workbook::conformance {

/// What a failure means.
enum class Level {
  kRequired,  ///< the document's contract is broken
  kExpected,  ///< expected of a robust server: status codes, limits, clients that stop reading
  kRecorded,  ///< either way is right; the test calls Observe with what the server does
};
using enum Level;

struct Behaviour {
  std::string suite;  ///< the fixture, "CalculatorContract"
  std::string name;   ///< the test, "RefusesToDivideByZero"
  Level level;
  /// At most 70 bytes, about the server: "Divide by zero is INVALID_ARGUMENT"
  std::string sentence;
  /// Where to look when it fails. In a suite: page and heading, "docs/calculator.md#heading". In a
  /// lesson: a string to search for in exercise.cc (first match), "Add(".
  std::string place;
};

/// All behaviours linked into this program: source order within a file, unspecified across files.
const std::vector<Behaviour>& Behaviours();

/// Adds one. Returns true, so that it can initialise a static.
bool Register(std::string suite, std::string name, Level level, std::string sentence,
              std::string place);
/// The same in a lesson, where everything is required.
bool Register(std::string suite, std::string name, std::string sentence, std::string place);

/// In a kRecorded behaviour: reports what the server does, in a few words, "shared by all calls".
void Observe(const std::string& what);

}  // namespace workbook::conformance

/// Opens a test as TEST_P does, and registers it:
///
///   BEHAVIOUR(CalculatorContract, RefusesToDivideByZero, kExpected,
///             "Divide by zero is INVALID_ARGUMENT", "docs/calculator.md#the-statuses") {
///     ...
///   }
///
/// A lesson's check has no level argument:
///
///   BEHAVIOUR(Lesson, AnswersWithTheSum, "Add(20, 10) answers 30", "Add(") { ... }
///
/// A suite must run against any server: bound every wait; do not assume a freshly started server,
/// or data beyond the contract. Compare with EXPECT_THAT, whose "Expected:" and "Actual:" the judge
/// prints.
#define BEHAVIOUR(suite, name, ...)                                  \
  [[maybe_unused]] const bool suite##_##name##_is_registered =       \
      ::workbook::conformance::Register(#suite, #name, __VA_ARGS__); \
  TEST_P(suite, name)
