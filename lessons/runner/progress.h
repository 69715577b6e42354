// What the reader has done so far: progress.txtpb at the root of the tree.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "workbook/lessons/v1/progress.pb.h"

namespace workbook::runner {

/// The file. None is as good as an empty one. One that cannot be read as text format is moved
/// aside; where nothing can be written, nothing is kept. `say` is told either, once, and all goes
/// on.
class ProgressFile {
 public:
  using Say = std::function<void(const std::string&)>;

  ProgressFile(const std::filesystem::path& root, Say say);

  lessons::v1::Progress Read();

  /// Reads it anew, lets `change` at it, and writes it if that changed anything. Other processes
  /// that do the same wait meanwhile. False when nothing could be written.
  bool Change(const std::function<void(lessons::v1::Progress&)>& change);

 private:
  lessons::v1::Progress ReadOrMoveAside();
  bool Write(const lessons::v1::Progress& progress);
  void SayOnce(const std::string& line);

  const std::filesystem::path path_;
  const Say say_;
  bool said_ = false;
};

/// What is known of the lesson `name`; added, in its order, when nothing is yet.
lessons::v1::LessonProgress& ProgressOf(lessons::v1::Progress& progress, const std::string& name);

/// The same, of one that is not to be changed.
lessons::v1::LessonProgress ProgressOf(const lessons::v1::Progress& progress,
                                       const std::string& name);

/// Now, as the file has it.
std::string TimeStamp();

}  // namespace workbook::runner
