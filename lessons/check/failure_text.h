// What a reader wants of GoogleTest's failure: what was expected, and what came.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace workbook::judge {

/// Both as free text, possibly of several lines; `expected` is empty where a failure says only what
/// happened (FAIL, EXPECT_EQ, an exception).
struct FailureText {
  std::string expected;
  std::string came;
};

/// Takes apart the message of an assertion as GoogleTest 1.12 writes it.
FailureText ReadFailure(absl::string_view message);

}  // namespace workbook::judge
