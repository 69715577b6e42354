// The main of every check. `--list` prints its behaviours, a mark, name, sentence and place, with
// tabs between the last three; `--witness NAME:NAME...` runs them for `workbook check`, see
// lessons/check/witness.h; with anything else it is a GoogleTest program.
#include <grpc/grpc.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "lessons/check/check.h"
#include "lessons/check/witness.h"
#include "lessons/runner/hearing.h"
#include "rpc/log.h"

namespace workbook::check {
namespace {

std::vector<Promise>& Stated() {
  static auto* promises = new std::vector<Promise>;  // before main, and until after it
  return *promises;
}

void Describe(judge::v1::Verdict& verdict) {
  for (const Promise& promise : Promises()) {
    if (promise.name != verdict.name()) continue;
    verdict.set_sentence(promise.sentence);
    verdict.set_place(promise.place);
  }
}

int BeWitness(absl::string_view names) {
  std::vector<std::string> tests;
  for (const absl::string_view name : absl::StrSplit(names, ':')) {
    tests.push_back(absl::StrCat("Lesson.", name));
  }
  const rpc::QuietLog quiet;
  ::testing::InitGoogleTest();
  judge::Testify(absl::StrJoin(tests, ":"), Describe);
  return 0;
}

}  // namespace

const std::vector<Promise>& Promises() { return Stated(); }

bool State(Promise promise) {
  Stated().push_back(std::move(promise));
  return true;
}

}  // namespace workbook::check

int main(int argc, char** argv) {
  // gRPC stops its threads when its last user goes, at the end of a test. After a call that ended
  // at its deadline 1.51 now and then takes 10 s over it.
  grpc_init();
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 1 && arguments[0] == "--list") {
    for (const auto& [name, sentence, place] : workbook::check::Promises()) {
      // As the witness: an exercise may print before main.
      std::printf("\n%c%s\t%s\t%s\n", workbook::judge::kMark, name.c_str(), sentence.c_str(),
                  place.c_str());
    }
    return 0;
  }
  if (arguments.size() == 2 && arguments[0] == "--witness") {
    return workbook::check::BeWitness(arguments[1]);
  }
  ::testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
