// What the judge prints: a line for each behaviour, more for those that failed, and the sum.
#pragma once

#include <cstdio>
#include <string>

#include "workbook/judge/v1/judge.pb.h"

namespace workbook::judge {

/// Whether this verdict makes the judge's exit status 1.
bool CountsAsFailure(const v1::Verdict& verdict);

/// Writes a table of at most 80 columns as the verdicts come. What a server said is printed so that
/// it cannot steer a terminal.
class Table {
 public:
  /// `colours`: whether pass and FAIL have one.
  Table(std::FILE* out, bool colours) : out_(out), colours_(colours) {}

  void Open(const v1::Report& report);
  /// Verdicts have to come level by level.
  void Add(const v1::Verdict& verdict);
  /// The sum, and why a part of the document's contract was not judged, if one was not.
  void Close(const v1::Report& report);
  /// A sentence of its own, below.
  void Say(const std::string& text);

 private:
  void Explain(const v1::Verdict& verdict);
  void Line(const std::string& text);

  std::FILE* const out_;
  const bool colours_;
  v1::Level level_ = v1::LEVEL_UNSPECIFIED;
};

}  // namespace workbook::judge
