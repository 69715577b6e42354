// What a program's output may ask of a terminal.
#pragma once

#include <cstddef>

namespace workbook::base {

/// Whether a terminal shows colours, by the values of the variables NO_COLOR and TERM (null when
/// unset), as https://no-color.org says: not when NO_COLOR is set, nor when the terminal is unknown
/// or dumb.
bool TerminalShowsColors(const char* no_color, const char* term);

/// Whether stdout is such a terminal, by this program's environment.
bool StdoutShowsColors();

/// Whether the descriptor is a terminal that obeys escape sequences, by this program's TERM.
bool ObeysEscapes(int fd);

/// How long lines for the descriptor may be: the columns of a terminal, but 40 on a narrower one,
/// and 120 on a wider one, where longer lines are hard to read; 80 elsewhere.
size_t LineColumns(int fd);

}  // namespace workbook::base
