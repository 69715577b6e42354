#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "lessons/runner/descriptor.h"

namespace workbook::runner {

/// Notices that a file was saved, also by an editor that writes another one and moves it into its
/// place: it is the folder that is watched.
class FileWatch {
 public:
  /// UNAVAILABLE, with the system's reason, when the folder cannot be watched.
  static absl::StatusOr<FileWatch> Begin(const std::filesystem::path& file);

  /// To be polled for input.
  int fd() const { return inotify_.get(); }

  /// Whether the file was saved since this was last asked. Does not block.
  bool WasSaved();

 private:
  FileWatch(Descriptor inotify, std::string name)
      : inotify_(std::move(inotify)), name_(std::move(name)) {}

  Descriptor inotify_;
  std::string name_;
};

}  // namespace workbook::runner
