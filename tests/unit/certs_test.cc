#include "lessons/runner/certs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "conformance/matchers.h"
#include "rpc/security/credentials.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using lessons::runner::CertFiles;
using lessons::runner::MakeCerts;

using conformance::IsOk;
using conformance::StatusIs;
using ::testing::HasSubstr;

mode_t ModeOf(const std::string& path) {
  struct stat file;
  return stat(path.c_str(), &file) == 0 ? file.st_mode & 0777 : 0;
}

std::string TextOf(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(CertsTest, MakesWhatAServerAndItsClientsNeed) {
  const ScratchFolder scratch;
  const std::string folder = scratch / "new/folder";
  ASSERT_THAT(MakeCerts(folder, "ann", false), IsOk());
  const auto at = [&](const std::string& file) { return folder + "/" + file; };
  EXPECT_THAT(rpc::security::ReadServerSecurity(
                  {at("server.pem"), at("server.key"), at("ca.pem"), at("tokens.txtpb")}, {}),
              IsOk());
  for (const char* token : {"client.token", "admin.token"}) {
    EXPECT_THAT(rpc::security::ReadChannelCredentials(
                    {at("ca.pem"), at("client.pem"), at("client.key"), at(token)}),
                IsOk());
  }
}

TEST(CertsTest, KeepsSecretsReadableByTheOwnerOnly) {
  const ScratchFolder folder;
  const std::string loose = folder.Write("ca.key", "");
  ASSERT_EQ(chmod(loose.c_str(), 0666), 0);
  ASSERT_THAT(MakeCerts(folder.path(), "ann", true), IsOk());
  for (const std::string& file : CertFiles()) {
    const bool is_public = absl::EndsWith(file, ".pem");
    EXPECT_EQ(ModeOf(folder / file) & 0077, is_public ? 0044u : 0u) << file;
  }
}

TEST(CertsTest, OverwritesNothingUnlessAskedTo) {
  const ScratchFolder folder;
  const std::string mine = folder.Write("tokens.txtpb", "mine");
  EXPECT_THAT(MakeCerts(folder.path(), "ann", false),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(mine)));
  EXPECT_EQ(TextOf(mine), "mine");
  EXPECT_EQ(ModeOf(folder / "ca.pem"), 0u);
  EXPECT_THAT(MakeCerts(folder.path(), "ann", true), IsOk());
  EXPECT_NE(TextOf(mine), "mine");
}

TEST(CertsTest, RefusesNamesWithOtherCharacters) {
  const ScratchFolder folder;
  for (const std::string name : {"", "a/b", "a=b", "a\"b", "a\nb"}) {
    EXPECT_THAT(MakeCerts(folder.path(), name, false),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("use 1 to 64 letters")));
  }
}

TEST(CertsTest, ReportsWhyAFolderCannotBeMade) {
  EXPECT_THAT(MakeCerts("/proc/no/folder", "ann", false),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("/proc/no/folder")));
}

}  // namespace
}  // namespace workbook::tests
