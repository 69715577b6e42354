// What the judge prints: a line for each behaviour, more for those that failed, and the totals.
#pragma once

#include <cstdio>
#include <string>

#include "workbook/judge/v1/judge.pb.h"

namespace workbook::conformance::runner {

/// Whether this verdict makes the judge's exit status 1.
bool CountsAsFailure(const judge::v1::Verdict& verdict);

/// Prints a table that fits the terminal, verdict by verdict. Escapes the control characters of a
/// server's texts, so that none reaches the terminal.
class Table {
 public:
  /// `colours`: whether pass and FAIL have one.
  Table(std::FILE* out, bool colours) : out_(out), colours_(colours) {}

  void Open(const judge::v1::Report& report);
  /// Verdicts must be added level by level.
  void Add(const judge::v1::Verdict& verdict);
  /// The totals; and, when a required behaviour was not judged, why.
  void Close(const judge::v1::Report& report);
  /// A sentence below the table.
  void Print(const std::string& text);

 private:
  void Explain(const judge::v1::Verdict& verdict);
  void Line(const std::string& text);
  size_t Columns() const;

  std::FILE* const out_;
  const bool colours_;
  judge::v1::Level level_ = judge::v1::LEVEL_UNSPECIFIED;
};

}  // namespace workbook::conformance::runner
