#pragma once

#include <string>

namespace workbook::base {

/// The path of a data file that comes with a program. Installed as PREFIX/bin/PROGRAM, a program
/// has it in PREFIX/share/grpc-workbook; one that runs from the build folder takes `in_source`, the
/// file in the source tree and not a copy, so that an edit takes effect at the next start.
std::string DataFile(const std::string& in_source);

}  // namespace workbook::base
