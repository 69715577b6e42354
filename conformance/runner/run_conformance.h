// Runs the selected behaviours, prints the table, writes the reports.
#pragma once

#include <string>
#include <vector>

#include "conformance/runner/options.h"

namespace workbook::conformance::runner {

/// Returns the exit status. `argv`: this program and its arguments, to start a worker with.
int RunConformance(const Options& options, const std::vector<std::string>& argv);

}  // namespace workbook::conformance::runner
