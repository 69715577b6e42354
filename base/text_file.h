#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace workbook::base {

/// The most that a file of settings or secrets may have, and a file of data.
inline constexpr size_t kMaxSettingsBytes = size_t{1} << 20;
inline constexpr size_t kMaxDataBytes = size_t{256} << 20;

/// The whole file, without the byte order mark that some editors put before UTF-8. The status is
/// `path: reason`, with the code of the system's error: NOT_FOUND, PERMISSION_DENIED; OUT_OF_RANGE
/// when the file has more than `max_bytes`, because it is then most likely the wrong file.
absl::StatusOr<std::string> ReadTextFile(const std::string& path,
                                         size_t max_bytes = kMaxSettingsBytes);

}  // namespace workbook::base
