// A folder of a test's own.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace workbook::tests {

/// A new folder, removed with all that is in it at the end of its life.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = std::filesystem::path(::testing::TempDir()) / "workbook_test_XXXXXX";
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& file) const { return path_ + "/" + file; }

  /// Writes a file as one should that others read meanwhile: whole, then moved into its place. Its
  /// path.
  std::string Write(const std::string& file, const std::string& text) const {
    const std::string draft = *this / (file + ".draft");
    std::ofstream(draft) << text;
    std::filesystem::rename(draft, *this / file);
    return *this / file;
  }

 private:
  std::string path_;
};

}  // namespace workbook::tests
