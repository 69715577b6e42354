// The process that calls the server. It runs behaviours one after another, and says on stdout which
// it begins, and then what came of it, a Verdict in JSON: two lines a behaviour that count. A
// server may hang, flood or crash it; the process that started it (hearing.h) will notice.
#pragma once

#include <functional>
#include <string>

#include "workbook/judge/v1/judge.pb.h"

namespace workbook::judge {

/// Runs the tests that `filter` takes, as --gtest_filter does, and prints their verdicts.
/// `describe` may add to each what the test cannot know: its sentence, its place.
void Testify(
    const std::string& filter, std::function<void(v1::Verdict&)> describe = [](v1::Verdict&) {});

}  // namespace workbook::judge
