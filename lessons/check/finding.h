// What a check says of an exercise, in words.
#pragma once

#include <gmock/gmock.h>

#include <ostream>
#include <string>

namespace workbook::lessons::check {

/// A sentence, or a part of one. GoogleTest would put a string into quotation marks.
struct Finding {
  std::string text;

  friend void PrintTo(const Finding& finding, std::ostream* out) { *out << finding.text; }
};

/// The finding with this text: EXPECT_THAT(finding, Says("it returns OK")).
MATCHER_P(Says, text, text) { return arg.text == text; }

}  // namespace workbook::lessons::check
