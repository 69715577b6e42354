// A number with its noun, so that a verdict says what the number is: "the sum 30".
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace workbook::lessons::check {

template <typename T>
struct NamedNumber {
  std::string noun;
  T number;

  friend bool operator==(const NamedNumber& a, const NamedNumber& b) {
    return a.number == b.number;
  }
  friend void PrintTo(const NamedNumber& named, std::ostream* out) {
    *out << "the " << named.noun << ' ' << ::testing::PrintToString(named.number);
  }
};

/// The same result, but its value has a noun.
template <typename T>
absl::StatusOr<NamedNumber<T>> Named(std::string noun, const absl::StatusOr<T>& result) {
  if (!result.ok()) return result.status();
  return NamedNumber<T>{std::move(noun), *result};
}

}  // namespace workbook::lessons::check
