// How a test has the judge judge a server of its own.
#pragma once

#include <string>
#include <vector>

#include "lessons/runner/process.h"
#include "rpc/address.h"
#include "workbook/judge/v1/judge.pb.h"

namespace workbook::testing {

/// What the judge left behind.
struct Judgement {
  runner::Exit exit;
  std::vector<std::string> out;  ///< lines of stdout
  std::vector<std::string> err;  ///< lines of stderr
  judge::v1::Report report;

  /// The names of those that count as failures.
  std::vector<std::string> failed() const;
  /// `came` of a behaviour, for recorded ones; empty when it was not judged.
  std::string came(const std::string& name) const;
};

/// Runs `judge SERVICE --target ADDRESS FLAGS...` to its end.
Judgement RunJudge(const std::string& service, const rpc::Address& address,
                   const std::vector<std::string>& flags = {});

}  // namespace workbook::testing
