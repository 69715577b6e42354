// The worker process: it calls the server, and reports to the process that started it
// (worker_supervisor.h). A server may make it hang or crash; the supervisor notices.
#pragma once

#include <string>
#include <vector>

#include "conformance/behaviour.h"

namespace workbook::conformance::runner {

/// What `--list` prints for ListBehaviours: kMark, then name, sentence and place of each behaviour,
/// tab-separated, one per line.
void PrintList(const std::vector<Behaviour>& behaviours);

/// Runs those of `behaviours` that `names` has, one after another. Prints two lines for each: its
/// name when it begins, and at its end a Verdict in JSON. Initialises GoogleTest.
void RunBehaviours(const std::vector<Behaviour>& behaviours, const std::string& names);

}  // namespace workbook::conformance::runner
