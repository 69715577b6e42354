// The figures, for people and for programs.
#pragma once

#include <string>

#include "bench/fanout/measure.h"
#include "bench/fanout/results.h"

namespace workbook::bench {

/// Tables of at most 80 columns, the targets last.
std::string ToText(const Results& results);

/// {"run": {...}, "figures": [...], "targets": [...]}: medians, as in the tables.
std::string ToJson(const Results& results, const Plan& plan, int rounds);

}  // namespace workbook::bench
