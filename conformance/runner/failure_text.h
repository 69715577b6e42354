// The parts of a GoogleTest failure that a user needs: expected and actual.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace workbook::conformance::runner {

/// Free text, possibly of several lines. `expected` is empty where a failure has only one text
/// (FAIL, EXPECT_EQ, an exception).
struct FailureText {
  std::string expected;
  std::string actual;
};

/// Parses the message of an assertion as GoogleTest 1.12 writes it.
FailureText ReadFailure(absl::string_view message);

}  // namespace workbook::conformance::runner
