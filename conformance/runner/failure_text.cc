#include "conformance/runner/failure_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"

namespace workbook::conformance::runner {
namespace {

std::string Trimmed(absl::string_view text) {
  return std::string(absl::StripAsciiWhitespace(text));
}

// Drops ` (of type grpc::Status)`: the server may be in another language.
std::string WithoutTypes(std::string text) {
  const std::string opening = " (of type ";
  for (size_t at = text.find(opening); at != text.npos; at = text.find(opening, at)) {
    size_t end = at + opening.size();
    for (int depth = 1; depth > 0 && end < text.size(); ++end) {  // a type may have brackets too
      if (text[end] == '(') ++depth;
      if (text[end] == ')') --depth;
    }
    text.erase(at, end - at);
  }
  return text;
}

}  // namespace

FailureText ReadFailure(absl::string_view message) {
  // EXPECT_THAT prints "Expected:" and then "Actual:"; EXPECT_TRUE the other way round.
  constexpr absl::string_view kExpectedLabel = "Expected: ";
  constexpr absl::string_view kActualLabel = "  Actual: ";
  const size_t expected = message.find(kExpectedLabel);
  const size_t actual = message.find(kActualLabel);
  if (expected == message.npos || actual == message.npos) {
    absl::ConsumePrefix(&message, "Failed\n");
    return {"", Trimmed(message)};
  }
  const auto part = [&](size_t from, size_t prefix, size_t other) {
    const size_t begin = from + prefix;
    return Trimmed(other > from ? message.substr(begin, other - begin) : message.substr(begin));
  };
  return {part(expected, kExpectedLabel.size(), actual),
          WithoutTypes(part(actual, kActualLabel.size(), expected))};
}

}  // namespace workbook::conformance::runner
