// The figures, for people and for programs.
#pragma once

#include <string>

#include "bench/fanout/results.h"

namespace workbook::bench {

/// Tables of at most 80 columns, the targets last.
std::string ToText(const Results& results);

/// {"machine": {...}, "figures": [...], "targets": [...]}: medians, as in the tables.
std::string ToJson(const Results& results);

}  // namespace workbook::bench
