#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace workbook::base {

/// `text` in lines of at most `columns` columns of a terminal, broken between words where possible;
/// at most `max_lines` of them, the last of which then ends in "...". Its own line breaks stay.
/// What could control a terminal becomes visible, see Printable.
std::vector<std::string> Wrap(absl::string_view text, size_t columns, size_t max_lines);

/// How many columns `text`, UTF-8 without line breaks, takes in a terminal: a Korean syllable
/// takes 2.
size_t Columns(absl::string_view text);

}  // namespace workbook::base
