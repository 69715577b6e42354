#include "lessons/runner/certs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "rpc/credentials.h"
#include "support/matchers.h"
#include "support/scratch_folder.h"

namespace workbook::runner {
namespace {

using ::testing::HasSubstr;
using testing::IsOk;
using testing::ScratchFolder;
using testing::StatusIs;

mode_t ModeOf(const std::string& path) {
  struct stat file;
  return stat(path.c_str(), &file) == 0 ? file.st_mode & 0777 : 0;
}

std::string TextOf(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(CertsTest, MakesAllThatAServerAndItsClientsNeed) {
  const ScratchFolder scratch;
  const std::string folder = scratch / "new/folder";
  ASSERT_THAT(MakeCerts(folder, "ann", false), IsOk());
  const auto at = [&](const std::string& file) { return folder + "/" + file; };
  EXPECT_THAT(rpc::ReadServerSecurity(
                  {at("server.pem"), at("server.key"), at("ca.pem"), at("tokens.txtpb")}, {}),
              IsOk());
  for (const char* token : {"client.token", "admin.token"}) {
    EXPECT_THAT(
        rpc::ReadChannelCredentials({at("ca.pem"), at("client.pem"), at("client.key"), at(token)}),
        IsOk());
  }
}

TEST(CertsTest, LetsNobodyElseReadASecret) {
  const ScratchFolder folder;
  const std::string loose = folder.Write("ca.key", "");
  ASSERT_EQ(chmod(loose.c_str(), 0666), 0);
  ASSERT_THAT(MakeCerts(folder.path(), "ann", true), IsOk());
  for (const std::string& file : CertFiles()) {
    const bool is_public = absl::EndsWith(file, ".pem");
    EXPECT_EQ(ModeOf(folder / file) & 0077, is_public ? 0044u : 0u) << file;
  }
}

TEST(CertsTest, ReplacesNothingUnlessTold) {
  const ScratchFolder folder;
  const std::string mine = folder.Write("tokens.txtpb", "mine");
  EXPECT_THAT(MakeCerts(folder.path(), "ann", false),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(mine)));
  EXPECT_EQ(TextOf(mine), "mine");
  EXPECT_EQ(ModeOf(folder / "ca.pem"), 0u);
  EXPECT_THAT(MakeCerts(folder.path(), "ann", true), IsOk());
  EXPECT_NE(TextOf(mine), "mine");
}

TEST(CertsTest, TakesOnlyPlainNames) {
  const ScratchFolder folder;
  for (const std::string name : {"", "a/b", "a=b", "a\"b", "a\nb"}) {
    EXPECT_THAT(MakeCerts(folder.path(), name, false),
                testing::HasCode(absl::StatusCode::kInvalidArgument));
  }
}

TEST(CertsTest, SaysWhyAFolderCannotBeMade) {
  EXPECT_THAT(MakeCerts("/proc/no/folder", "ann", false),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("/proc/no/folder")));
}

}  // namespace
}  // namespace workbook::runner
