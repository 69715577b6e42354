// A server that is installed serves the data file that was installed with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/e2e/programs.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

struct InstalledServer {
  std::string program;
  std::string flag;
  std::string file;  // in the source tree, from its root
};

void PrintTo(const InstalledServer& server, std::ostream* out) { *out << server.program; }

class InstalledServerTest : public ::testing::TestWithParam<InstalledServer> {
 protected:
  // Copies the program to bin/ of a prefix.
  InstalledServerTest() {
    std::filesystem::create_directories(prefix_ / "bin");
    std::filesystem::create_directories(prefix_ / "share/grpc-workbook");
    std::filesystem::copy(ProgramPath(GetParam().program), program_);
  }

  std::string DefaultOf(const std::string& path) const {
    return absl::StrCat("  ", GetParam().flag, " TEXT=", path);
  }

  const ScratchFolder prefix_;
  const std::string program_ = prefix_ / ("bin/" + GetParam().program);
  const std::string installed_ =
      prefix_ /
      ("share/grpc-workbook/" + std::filesystem::path(GetParam().file).filename().string());
};

TEST_P(InstalledServerTest, ServesTheInstalledFile) {
  std::filesystem::copy(GetParam().file, installed_);
  EXPECT_THAT(RunProgram({program_, "--help"}).out, Contains(DefaultOf(installed_)));
  RunningServer server({program_});
  EXPECT_EQ(server.Stop(SIGTERM).exit, (base::Exit{0, 0}));

  std::filesystem::remove(installed_);
  std::filesystem::create_directory(installed_);
  const Outcome unread = RunProgram({program_, "--port=0"});
  EXPECT_EQ(unread.exit, (base::Exit{1, 0}));
  EXPECT_THAT(unread.err, Contains(HasSubstr(installed_)));
}

TEST_P(InstalledServerTest, ServesTheSourceTreesFileWhenItIsNotInstalled) {
  EXPECT_THAT(RunProgram({GetParam().program, "--help"}).out,
              Contains(DefaultOf(std::filesystem::absolute(GetParam().file))));
}

INSTANTIATE_TEST_SUITE_P(Each, InstalledServerTest,
                         ::testing::Values(InstalledServer{"order_server", "--orders",
                                                           "order/orders.txtpb"},
                                           InstalledServer{"route_guide_server", "--features",
                                                           "route_guide/features.json"}),
                         [](const auto& server) { return server.param.program; });

}  // namespace
}  // namespace workbook::tests
