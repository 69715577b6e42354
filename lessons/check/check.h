// How a lesson's check is written: behaviours in words, run over a real channel.
//
//   HOLDS(AnswersWithTheSum, "Add answers with the sum", "Add(") {
//     ...
//     EXPECT_THAT(Add(20, 10), Gives(30));
//   }
//
// The sentence is what the reader sees before pass or FAIL. The third text is looked for in
// exercise.cc: the first line that has it is where to look when the behaviour fails.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/matchers.h"

namespace workbook::check {

/// One behaviour of a check.
struct Promise {
  std::string name;
  std::string sentence;
  std::string place;
};

/// All of this program, in the order of the source.
const std::vector<Promise>& Promises();

/// Adds one. Returns true, so that it can be called before main.
bool State(Promise promise);

}  // namespace workbook::check

#define HOLDS(name, sentence, place)                      \
  [[maybe_unused]] const bool name##_is_stated =          \
      ::workbook::check::State({#name, sentence, place}); \
  TEST(Lesson, name)
