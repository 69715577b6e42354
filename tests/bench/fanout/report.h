// Prints the figures as tables and as JSON.
#pragma once

#include <string>

#include "tests/bench/fanout/measure.h"
#include "tests/bench/fanout/results.h"

namespace workbook::tests {

/// Tables of at most 80 columns, the targets last.
std::string ToText(const Results& results);

/// {"run": {...}, "figures": [...], "targets": [...]}: medians, as in the tables.
std::string ToJson(const Results& results, const Plan& plan, int rounds);

}  // namespace workbook::tests
