#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace workbook::rpc {

/// All of a small file. The status says `path: reason`, with the code of the system's reason:
/// NOT_FOUND, PERMISSION_DENIED; OUT_OF_RANGE when it has more than 1 MiB, for it is surely another
/// file than was meant.
absl::StatusOr<std::string> ReadTextFile(const std::string& path);

}  // namespace workbook::rpc
