#include "calculator/calculator.h"

#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace workbook::calculator {
namespace {

// The sum, difference or product of two int32 always fits int64: the check itself cannot overflow.
absl::StatusOr<int32_t> FitInt32(int64_t result, int32_t n1, const char* operation, int32_t n2) {
  if (result < std::numeric_limits<int32_t>::min() ||
      result > std::numeric_limits<int32_t>::max()) {
    return absl::OutOfRangeError(
        absl::StrCat(n1, operation, n2, " = ", result, " does not fit int32"));
  }
  return static_cast<int32_t>(result);
}

}  // namespace

absl::StatusOr<int32_t> Add(int32_t n1, int32_t n2) {
  return FitInt32(int64_t{n1} + n2, n1, " + ", n2);
}

absl::StatusOr<int32_t> Subtract(int32_t n1, int32_t n2) {
  return FitInt32(int64_t{n1} - n2, n1, " - ", n2);
}

absl::StatusOr<int32_t> Multiply(int32_t n1, int32_t n2) {
  return FitInt32(int64_t{n1} * n2, n1, " * ", n2);
}

absl::StatusOr<float> Divide(int32_t n1, int32_t n2) {
  if (n2 == 0) return absl::InvalidArgumentError(absl::StrCat(n1, " / 0 is not defined"));
  // A double holds every int32 exactly; a float does not.
  return static_cast<float>(static_cast<double>(n1) / n2);
}

}  // namespace workbook::calculator
