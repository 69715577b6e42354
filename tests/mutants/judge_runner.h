// Runs the judge on a server of the test's own.
#pragma once

#include <string>
#include <vector>

#include "base/process.h"
#include "rpc/address.h"
#include "workbook/judge/v1/judge.pb.h"

namespace workbook::tests {

/// The judge's exit status, its output and its report.
struct Judgement {
  base::Exit exit;
  std::vector<std::string> out;  ///< lines of stdout
  std::vector<std::string> err;  ///< lines of stderr
  judge::v1::Report report;

  /// The names of the behaviours that count as failures.
  std::vector<std::string> failed() const;
  /// `actual` of a behaviour's verdict: for a recorded one, what the server does. Empty when the
  /// judge did not judge it.
  std::string actual(const std::string& name) const;
  /// What the judge printed, but for the behaviours that pass: for the message of a failed test.
  std::string Printed() const;
};

/// Runs `judge SERVICE --target ADDRESS FLAGS...` to its end.
Judgement RunJudge(const std::string& service, const rpc::Address& address,
                   const std::vector<std::string>& flags = {});

}  // namespace workbook::tests
