#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "base/unique_fd.h"

namespace workbook::base {

/// Reports that a file was saved. It watches the folder, so it also sees an editor that writes a
/// new file and moves it into place.
class FileWatch {
 public:
  /// UNAVAILABLE, with the system's reason, when the folder cannot be watched.
  static absl::StatusOr<FileWatch> Begin(const std::filesystem::path& file);

  /// Poll it for input.
  int fd() const { return inotify_.get(); }

  /// Whether the file was saved since the last call. Does not block.
  bool WasSaved();

 private:
  FileWatch(UniqueFd inotify, std::string name)
      : inotify_(std::move(inotify)), name_(std::move(name)) {}

  UniqueFd inotify_;
  std::string name_;
};

}  // namespace workbook::base
