// The calculator itself, free of gRPC: int32 arithmetic that reports a result that does not fit.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"

namespace workbook::calculator {

/// n1 + n2; OUT_OF_RANGE when it does not fit int32.
absl::StatusOr<int32_t> Add(int32_t n1, int32_t n2);

/// n1 - n2; OUT_OF_RANGE when it does not fit int32.
absl::StatusOr<int32_t> Subtract(int32_t n1, int32_t n2);

/// n1 * n2; OUT_OF_RANGE when it does not fit int32.
absl::StatusOr<int32_t> Multiply(int32_t n1, int32_t n2);

/// n1 / n2, divided as doubles and rounded to float; INVALID_ARGUMENT when n2 is 0.
absl::StatusOr<float> Divide(int32_t n1, int32_t n2);

}  // namespace workbook::calculator
