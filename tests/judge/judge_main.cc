// `judge`: holds a server, in any language, against what its contract promises.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "judge/court.h"
#include "judge/options.h"
#include "judge/target.h"
#include "lessons/check/witness.h"
#include "rpc/log.h"

namespace {

namespace judge = workbook::judge;

int BeWitness(const judge::Options& options) {
  // The judge has looked at the same files, and gives all that fails a verdict.
  if (!judge::SetTarget(options).ok()) return judge::kExitUsage;
  const std::vector<std::string> names = absl::StrSplit(options.witness, ':');
  std::vector<std::string> tests;
  for (const workbook::testing::Behaviour& one : judge::BehavioursOf(*options.service)) {
    if (std::count(names.begin(), names.end(), one.name) > 0) {
      tests.push_back(absl::StrCat(one.suite, ".", one.name, "/*"));
    }
  }
  ::testing::InitGoogleTest();
  judge::Testify(absl::StrJoin(tests, ":"));
  return 0;
}

// GoogleTest takes orders from the environment, most of them before main. How somebody has it shard
// or repeat tests of his own is nothing to the judge, which starts over without them.
void ForgetOrdersToGoogleTest(char** argv) {
  std::vector<std::string> orders;
  for (char** one = environ; *one != nullptr; ++one) {
    const std::vector<std::string> parts = absl::StrSplit(*one, absl::MaxSplits('=', 1));
    if (parts.size() == 2 && absl::StartsWith(parts[0], "GTEST_")) orders.push_back(parts[0]);
  }
  for (const std::string& name : orders) unsetenv(name.c_str());
  if (!orders.empty()) execv("/proc/self/exe", argv);
}

}  // namespace

int main(int argc, char** argv) {
  ForgetOrdersToGoogleTest(argv);
  workbook::rpc::InstallLog();
  const workbook::rpc::QuietLog quiet;  // what goes wrong with a call is in its verdict
  judge::Options options;
  if (const std::optional<int> exit = judge::ParseOptions(argc, argv, options)) return *exit;
  if (!options.witness.empty()) return BeWitness(options);
  std::vector<std::string> self(argv, argv + argc);
  self[0] = std::filesystem::read_symlink("/proc/self/exe").string();
  return judge::HoldCourt(options, self);
}
