#include "lessons/check/failure_text.h"

#include <regex>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"

namespace workbook::judge {
namespace {

std::string Trimmed(absl::string_view text) {
  return std::string(absl::StripAsciiWhitespace(text));
}

// Drops ` (of type grpc::Status)`, which says nothing to somebody who writes Python.
std::string WithoutTypes(const std::string& text) {
  static const auto* type = new std::regex(R"( \(of type [^()]*(\([^()]*\)[^()]*)*\))");
  return std::regex_replace(text, *type, "");
}

}  // namespace

FailureText ReadFailure(absl::string_view message) {
  // EXPECT_THAT writes "Expected:" and then "Actual:", EXPECT_TRUE the other way round.
  constexpr absl::string_view kExpected = "Expected: ";
  constexpr absl::string_view kActual = "  Actual: ";
  const size_t expected = message.find(kExpected);
  const size_t actual = message.find(kActual);
  if (expected == message.npos || actual == message.npos) {
    absl::ConsumePrefix(&message, "Failed\n");
    return {"", Trimmed(message)};
  }
  const auto part = [&](size_t from, size_t prefix, size_t other) {
    const size_t begin = from + prefix;
    return Trimmed(other > from ? message.substr(begin, other - begin) : message.substr(begin));
  };
  return {part(expected, kExpected.size(), actual),
          WithoutTypes(part(actual, kActual.size(), expected))};
}

}  // namespace workbook::judge
