// deploy/chat_server.service: systemd accepts it, and its command line starts a server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/process.h"
#include "lessons/runner/certs.h"
#include "tests/e2e/programs.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ServiceUnitTest : public ::testing::Test {
 protected:
  ServiceUnitTest() {
    std::ifstream file("deploy/chat_server.service");
    EXPECT_TRUE(file.is_open());
    text_.assign(std::istreambuf_iterator<char>(file), {});
  }

  const ScratchFolder folder_;
  std::string text_;
};

TEST_F(ServiceUnitTest, PassesSystemdsOwnCheck) {
  if (!std::filesystem::exists("/usr/bin/systemd-analyze")) {
    GTEST_SKIP() << "systemd-analyze is not installed (Debian: systemd)";
  }
  // systemd-analyze checks that the program exists.
  absl::StrReplaceAll({{"/usr/local/bin/chat_server", ProgramPath("chat_server")}}, &text_);
  const std::string file = folder_.Write("chat_server.service", text_);
  auto check = base::Process::Start({{"systemd-analyze", "verify", "--man=no", file}});
  ASSERT_TRUE(check.ok()) << check.status();
  const Outcome outcome = WaitForOutcome(**check);
  EXPECT_EQ(outcome.exit, (base::Exit{0, 0}));
  EXPECT_THAT(outcome.err, Not(Contains(HasSubstr("chat_server.service"))));
}

TEST_F(ServiceUnitTest, StartsAServerThatItsStopSignalStops) {
  ASSERT_TRUE(lessons::runner::MakeCerts(folder_.path(), "ann", /*overwrite=*/true).ok());
  absl::StrReplaceAll(
      {{"\\\n", " "}, {"%d", folder_.path()}, {"/usr/local/bin/", ""}, {" --port=33333", ""}},
      &text_);
  std::vector<std::string> argv;
  for (absl::string_view line : absl::StrSplit(text_, '\n')) {
    if (absl::ConsumePrefix(&line, "ExecStart="))
      argv = absl::StrSplit(line, ' ', absl::SkipEmpty());
  }
  ASSERT_THAT(argv, Not(IsEmpty()));
  RunningServer server(argv);
  EXPECT_THAT(server.ready_line(), HasSubstr("chat_server listening on 127.0.0.1:"));
  ASSERT_THAT(text_, HasSubstr("\nKillSignal=SIGTERM\n"));
  const Outcome outcome = server.Stop(SIGTERM);
  EXPECT_EQ(outcome.exit, (base::Exit{0, 0}));
  EXPECT_THAT(outcome.err, IsEmpty());
}

}  // namespace
}  // namespace workbook::tests
