// The whole of it: has each behaviour judged, prints the table, writes the reports.
#pragma once

#include <string>
#include <vector>

#include "judge/options.h"

namespace workbook::judge {

/// Returns the exit status. `argv`: this program and its arguments, to start a witness with.
int HoldCourt(const Options& options, const std::vector<std::string>& argv);

}  // namespace workbook::judge
