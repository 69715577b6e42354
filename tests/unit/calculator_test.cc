#include "calculator/calculator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace workbook::tests {
namespace {

using calculator::Add;
using calculator::Divide;
using calculator::Multiply;
using calculator::Subtract;

constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
constexpr int32_t kMin = std::numeric_limits<int32_t>::min();

TEST(CalculatorTest, ReturnsResultsUpToTheLimitsOfInt32) {
  EXPECT_EQ(*Add(kMax, kMin), -1);
  EXPECT_EQ(*Subtract(-1, kMax), kMin);
  EXPECT_EQ(*Multiply(kMin, 1), kMin);
}

TEST(CalculatorTest, ReportsTheResultThatDoesNotFit) {
  const absl::Status status = Add(kMax, 1).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(status.message(), "2147483647 + 1 = 2147483648 does not fit int32");
  EXPECT_EQ(Subtract(kMin, 1).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Multiply(kMin, kMin).status().code(), absl::StatusCode::kOutOfRange);
}

TEST(CalculatorTest, DividesWithoutLosingDigitsOfTheOperands) {
  EXPECT_EQ(*Divide(kMax, kMax - 1), static_cast<float>(2147483647.0 / 2147483646.0));
  EXPECT_EQ(*Divide(kMin, -1), 2147483648.0F);
  EXPECT_EQ(*Divide(0, -5), 0.0F);
}

TEST(CalculatorTest, RefusesToDivideByZero) {
  EXPECT_EQ(Divide(7, 0).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace workbook::tests
