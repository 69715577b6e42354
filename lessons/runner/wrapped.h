#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace workbook::runner {

/// `text` in lines of at most `columns` characters, broken between words where that can be; at most
/// `max_lines` of them, of which the last then ends in "...". Lines of its own are kept apart. What
/// could steer a terminal is made visible.
std::vector<std::string> Wrapped(absl::string_view text, size_t columns, size_t max_lines);

}  // namespace workbook::runner
