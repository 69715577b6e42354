// Configures and builds a copy of the source tree in a reader's environment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/process.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

namespace fs = std::filesystem;

// Far above what configuring takes, also beside other tests.
constexpr std::chrono::minutes kTimeout{4};

// Another protoc first in PATH, a HOME in which ccache cannot write, and a path with a blank and a
// colon: each of them alone has stopped builds. One test, because configuring takes seconds.
TEST(ConfigureTest, TakesTheReadersPathHomeAndCheckout) {
  const ScratchFolder folder;
  const fs::path checkout = folder / "a b:c";
  fs::create_directory(checkout);
  for (const auto& entry : fs::directory_iterator(WORKBOOK_ROOT)) {
    const std::string name = entry.path().filename();
    if (name == "build" || name.starts_with(".")) continue;
    fs::copy(entry.path(), checkout / name, fs::copy_options::recursive);
  }
  fs::create_directory(folder / "bin");
  folder.Write("bin/protoc", "#!/bin/sh\necho libprotoc 3.0.0\nexit 1\n");
  fs::permissions(folder / "bin/protoc", fs::perms::owner_all);

  const auto run = [&](const std::vector<std::string>& command) {
    std::vector<std::string> argv = {"env",
                                     "-C",
                                     checkout,
                                     "-u",
                                     "CCACHE_DIR",
                                     "-u",
                                     "XDG_CACHE_HOME",
                                     "HOME=/proc/none",
                                     absl::StrCat("PATH=", folder / "bin:", std::getenv("PATH"))};
    argv.insert(argv.end(), command.begin(), command.end());
    const auto process = base::Process::Start({.argv = argv});
    ASSERT_TRUE(process.ok()) << process.status();
    const absl::StatusOr<base::Exit> exit = (*process)->WaitForExit(kTimeout);
    EXPECT_EQ(exit.value_or(base::Exit{1, 0}), base::Exit())
        << absl::StrJoin((*process)->lines(base::Process::Stream::kStdout), "\n")
        << absl::StrJoin((*process)->lines(base::Process::Stream::kStderr), "\n");
  };
  // Release: without precompiled headers.
  run({"cmake", "-G", "Ninja", "-S", ".", "-B", "build", "-D", "CMAKE_BUILD_TYPE=Release", "-D",
       "BUILD_TESTING=OFF"});
  run({"cmake", "--build", "build", "--target", "lessons_proto"});
}

}  // namespace
}  // namespace workbook::tests
