// A lesson's check is a list of behaviours, run over a real channel:
//
//   BEHAVIOUR(Lesson, AnswersWithTheSum, "Add(20, 10) answers 30", "Add(") {
//     EXPECT_THAT(Client().Add(20, 10), IsOkAndHolds(30));
//   }
//
// The learner reads the sentence before pass or FAIL. After a FAIL the runner shows the first line
// of exercise.cc that has the last text.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/behaviour.h"
#include "conformance/matchers.h"

namespace workbook::lessons::check {

/// The fixture of every check. It has a parameter because BEHAVIOUR opens tests as TEST_P does; no
/// check reads it.
class Lesson : public ::testing::TestWithParam<int> {};

}  // namespace workbook::lessons::check
