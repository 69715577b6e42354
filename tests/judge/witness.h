// The process that calls the server. It runs behaviours one after another, and says on stdout which
// it begins, and then what came of it, a Verdict in JSON: two lines a behaviour. A server may hang,
// flood or crash it; the process that started it (hearing.h) will notice.
#pragma once

#include <string>
#include <vector>

#include "contract/behaviour.h"

namespace workbook::judge {

/// What opens the line before the behaviour number `count` of a witness, from 0: its name follows.
std::string BeginningMark(int count);

/// What opens the line after it: the JSON follows.
std::string VerdictMark(int count);

/// Runs `behaviours`, in an order of GoogleTest's choice, against TheTarget.
void Testify(const std::vector<testing::Behaviour>& behaviours);

}  // namespace workbook::judge
