// What to do about the errors that everybody makes once: of the compiler, and of a program that
// crashed.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace workbook::lessons::runner {

/// A sentence or two for `message`, an error of g++, clang or their linker. Empty when there is
/// nothing to add.
std::string HelpWithCompiling(absl::string_view message);

/// Of the last lines that a crashed program wrote to stderr, those that say why, without the log's
/// prefix of time and thread; all of them when none is known to.
std::vector<std::string> ReasonOfCrash(const std::vector<std::string>& last_lines);

/// A sentence or two for a crash: `reason` as above, `exit` as "ended by SIGSEGV". Empty when there
/// is nothing to add.
std::string HelpWithCrash(const std::vector<std::string>& reason, absl::string_view exit);

}  // namespace workbook::lessons::runner
