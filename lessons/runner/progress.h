// The learner's progress: progress.txtpb at the root of the workspace.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "workbook/lessons/v1/progress.pb.h"

namespace workbook::lessons::runner {

/// The progress file. A missing file counts as empty. A file that is no text format is renamed; one
/// that cannot be read or renamed is left alone, and nothing is saved; nor in a folder that is not
/// writable. Each gives one warning, and the commands go on. Names from when the lessons' folders
/// had numbers, NN_TOPIC, count as TOPIC.
class ProgressFile {
 public:
  using Warn = std::function<void(const std::string&)>;

  ProgressFile(const std::filesystem::path& root, Warn warn);

  lessons::v1::Progress Read();

  /// Reads the file, applies `change`, and writes the file if anything differs. Other processes
  /// wait meanwhile. False when the file cannot be
  /// read or written.
  bool Change(const std::function<void(lessons::v1::Progress&)>& change);

 private:
  // None when there is a file that must not be replaced.
  std::optional<lessons::v1::Progress> ReadOrMoveAside();
  bool Write(const lessons::v1::Progress& progress);
  void WarnOnce(const std::string& line);

  const std::filesystem::path path_;
  const Warn warn_;
  bool warned_ = false;
};

/// The entry of the lesson `name`; added in order if there is none.
lessons::v1::LessonProgress& ProgressOf(lessons::v1::Progress& progress, const std::string& name);

/// The same for reading: an empty entry if there is none.
lessons::v1::LessonProgress ProgressOf(const lessons::v1::Progress& progress,
                                       const std::string& name);

/// Keeps `run` when no better one of the same contract is recorded: more steps, then more
/// behaviours passed. Of two equal runs the earlier stays.
void KeepBest(lessons::v1::Progress& progress, const lessons::v1::Graduation& run);

/// The current time in the file's format.
std::string TimeStamp();

}  // namespace workbook::lessons::runner
