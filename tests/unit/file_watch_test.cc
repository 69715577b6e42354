#include "base/file_watch.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <fstream>

#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using base::FileWatch;

class FileWatchTest : public ::testing::Test {
 protected:
  FileWatchTest() { std::ofstream(file_) << "before"; }

  ScratchFolder folder_;
  const std::string file_ = folder_ / "exercise.cc";
};

bool IsReadable(const FileWatch& watch) {
  pollfd event = {watch.fd(), POLLIN, 0};
  return poll(&event, 1, 0) == 1;
}

TEST_F(FileWatchTest, ReportsAFileThatIsWritten) {
  auto watch = FileWatch::Begin(file_);
  ASSERT_TRUE(watch.ok()) << watch.status();
  EXPECT_FALSE(IsReadable(*watch));
  EXPECT_FALSE(watch->WasSaved());
  std::ofstream(file_) << "after";
  EXPECT_TRUE(IsReadable(*watch));
  EXPECT_TRUE(watch->WasSaved());
  EXPECT_FALSE(watch->WasSaved());
}

TEST_F(FileWatchTest, ReportsAFileThatAnEditorReplacesRepeatedly) {
  auto watch = FileWatch::Begin(file_);
  ASSERT_TRUE(watch.ok()) << watch.status();
  for (int i = 0; i < 3; ++i) {
    folder_.Write("exercise.cc", "after");
    EXPECT_TRUE(watch->WasSaved()) << i;
  }
}

TEST_F(FileWatchTest, IgnoresOtherFilesOfTheFolder) {
  auto watch = FileWatch::Begin(file_);
  ASSERT_TRUE(watch.ok()) << watch.status();
  folder_.Write("exercise.cc.swp", "an editor's");
  folder_.Write("README.md", "another file");
  EXPECT_FALSE(watch->WasSaved());
}

TEST_F(FileWatchTest, NamesTheFolderThatItCannotWatch) {
  EXPECT_FALSE(FileWatch::Begin(folder_ / "none/exercise.cc").ok());
}

}  // namespace
}  // namespace workbook::tests
