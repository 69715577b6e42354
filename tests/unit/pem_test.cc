#include "rpc/security/pem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/matchers.h"
#include "tests/support/certs.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using rpc::security::ReadAuthorities;
using rpc::security::ReadKeyPair;

using conformance::IsOk;
using conformance::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class PemTest : public ::testing::Test {
 protected:
  const Certs& certs_ = Certs::Get();
};

TEST_F(PemTest, ReadsACertificateAndItsKey) {
  const auto pair = ReadKeyPair(certs_ / "server.pem", certs_ / "server.key");
  ASSERT_THAT(pair, IsOk());
  EXPECT_THAT(pair->certificate, HasSubstr("BEGIN CERTIFICATE"));
  EXPECT_THAT(pair->key, HasSubstr("PRIVATE KEY"));
  EXPECT_THAT(ReadAuthorities(certs_ / "ca.pem"), IsOk());
}

TEST_F(PemTest, NamesTheMissingFile) {
  EXPECT_THAT(
      ReadKeyPair(certs_ / "none.pem", certs_ / "server.key"),
      StatusIs(absl::StatusCode::kNotFound, certs_ / "none.pem: No such file or directory"));
  EXPECT_THAT(ReadKeyPair(certs_ / "server.pem", certs_ / "none.key"),
              StatusIs(absl::StatusCode::kNotFound, StartsWith(certs_ / "none.key: ")));
  EXPECT_THAT(ReadAuthorities(certs_ / "none.pem"),
              StatusIs(absl::StatusCode::kNotFound, StartsWith(certs_ / "none.pem: ")));
}

TEST_F(PemTest, NamesTheFileWithOtherContents) {
  const ScratchFolder folder;
  const std::string text = folder.Write("text", "-----BEGIN CERTIFICATE-----\nno\n");
  EXPECT_THAT(
      ReadKeyPair(text, certs_ / "server.key"),
      StatusIs(absl::StatusCode::kInvalidArgument, text + ": no certificate in PEM format"));
  EXPECT_THAT(ReadKeyPair(certs_ / "server.pem", text),
              StatusIs(absl::StatusCode::kInvalidArgument, StartsWith(text + ": no private key")));
  EXPECT_THAT(ReadAuthorities(text), StatusIs(absl::StatusCode::kInvalidArgument,
                                              text + ": no certificate in PEM format"));
  EXPECT_THAT(ReadAuthorities(certs_ / "ca.key"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("ca.key: no certificate")));
  EXPECT_THAT(ReadAuthorities("/dev/zero"),
              StatusIs(absl::StatusCode::kOutOfRange, "/dev/zero: larger than the limit of 1 MiB"));
}

TEST_F(PemTest, ReportsThatTheKeyBelongsToAnotherCertificate) {
  EXPECT_THAT(
      ReadKeyPair(certs_ / "server.pem", certs_ / "client.key"),
      StatusIs(absl::StatusCode::kInvalidArgument,
               AllOf(StartsWith(certs_ / "client.key: not the key of"), HasSubstr("server.pem"))));
}

// By default OpenSSL asks for it on the terminal, and a server would hang.
TEST_F(PemTest, NeverAsksForAPassphrase) {
  const ScratchFolder folder;
  const std::string key =
      folder.Write("key",
                   "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                   "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgJ1i8diofH1AICCAAw\n"
                   "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEBDhrCF82mRV2zyQlbz6lB0EgZA0\n"
                   "wKKg0p1WgSdhHsoir29/z6n5sxlhDMSIj4Z7rn64ptlRwOnqFTGMHFvNNU7eeCgW\n"
                   "zSXngYAQCm8qJI3aKuo/09Mg3nRTb0v562FXYGJlce4ObOYv5ycCDz+s0LSTfp3p\n"
                   "pj0vzHn+BM6K0NbIG4SP7FXNaO9cj5PL0MrLBC5LEmnmKZowT4+Sh45qA/3lPbs=\n"
                   "-----END ENCRYPTED PRIVATE KEY-----\n");
  EXPECT_THAT(ReadKeyPair(certs_ / "server.pem", key),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("without a passphrase")));
}

}  // namespace
}  // namespace workbook::tests
