#include "rpc/security/tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "base/mutex.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using rpc::security::Digest;
using rpc::security::ParseTokens;
using rpc::security::Token;
using rpc::security::TokenStore;

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kAnn[] = "annnnnnnnnnnnnnn";
constexpr char kBen[] = "bennnnnnnnnnnnnn";

std::string TokenText(const std::string& secret, const std::string& name,
                      const std::string& expiry = "2030-01-01T00:00:00Z",
                      const std::string& more = "") {
  return absl::StrCat("tokens { secret: \"", secret, "\" name: \"", name, "\" expiry: \"", expiry,
                      "\" ", more, "}\n");
}

// The reason for which a file is refused.
std::string Refusal(const std::string& text) {
  const auto tokens = ParseTokens(text, "f");
  return tokens.ok() ? "" : std::string(tokens.status().message());
}

TEST(TokenFileTest, ReadsNameExpiryAndRights) {
  const auto tokens =
      ParseTokens(TokenText(kAnn, "ann", "2030-01-01T02:00:00+02:00") +
                      TokenText(kBen, "b\xC3\xA9n", "2031-06-01T00:00:00.5Z", "admin: true"),
                  "f");
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  ASSERT_EQ(tokens->size(), 2u);
  const Token& ann = tokens->at(Digest(kAnn));
  EXPECT_EQ(ann.name, "ann");
  EXPECT_EQ(ann.expiry, absl::FromCivil(absl::CivilHour(2030, 1, 1, 0), absl::UTCTimeZone()));
  EXPECT_FALSE(ann.admin);
  EXPECT_TRUE(tokens->at(Digest(kBen)).admin);
}

TEST(TokenFileTest, MayHaveNoTokens) {
  const auto tokens = ParseTokens("# all withdrawn\n", "f");
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  EXPECT_THAT(*tokens, IsEmpty());
}

TEST(TokenFileTest, MayHaveSeveralTokensOfOneName) {
  EXPECT_EQ(Refusal(TokenText(kAnn, "ann") + TokenText(kBen, "ann")), "");
}

TEST(TokenFileTest, NamesTheLineThatIsWrong) {
  const std::string good = TokenText(kAnn, "ann");
  EXPECT_THAT(Refusal(good + TokenText("short", "ben")),
              AllOf(StartsWith("f:2: "), HasSubstr("secret")));
  EXPECT_THAT(Refusal(good + TokenText(kAnn, "ben")),
              AllOf(StartsWith("f:2: "), HasSubstr("earlier")));
  EXPECT_THAT(Refusal(good + TokenText(kBen, "")), AllOf(StartsWith("f:2: "), HasSubstr("name")));
  EXPECT_THAT(Refusal(good + "tokens { colour: 1 }"), StartsWith("f:2: not a token file"));
}

TEST(TokenFileTest, RefusesNamesThatCouldForgeALine) {
  for (const std::string name : {"a\\nb", "a\\033[31m", "\\342\\200\\256a", "\\377"}) {
    EXPECT_THAT(Refusal(TokenText(kAnn, name)), HasSubstr("name")) << name;
  }
  EXPECT_EQ(Refusal(TokenText(kAnn, std::string(256, 'x'))), "");
  EXPECT_THAT(Refusal(TokenText(kAnn, std::string(257, 'x'))), HasSubstr("name"));
}

TEST(TokenFileTest, RefusesSecretsThatNoHeaderCarries) {
  for (const std::string secret :
       {"with blank inside", "with-newline-in\\n-it", "u\xC3\xBCmlaut-u-umlaut",
        "================", "equals=in=the=middle"}) {
    EXPECT_THAT(Refusal(TokenText(secret, "ann")), HasSubstr("secret")) << secret;
  }
  EXPECT_EQ(Refusal(TokenText("aA0-._~+/aaaaaa==", "ann")), "");
}

TEST(TokenFileTest, RefusesAnExpiryThatIsNotATime) {
  for (const std::string expiry : {"", "tomorrow", "2030-01-01", "2030-01-01T00:00:00",
                                   "2030-13-01T00:00:00Z", "infinite-future"}) {
    EXPECT_THAT(Refusal(TokenText(kAnn, "ann", expiry)), HasSubstr("expiry")) << expiry;
  }
}

TEST(TokenFileTest, NeverQuotesTheFile) {
  const std::string secret = "topsecrettopsecret";
  for (const std::string& text :
       {TokenText(secret, ""), TokenText(secret, "ann", "never"), TokenText(secret + " ", "ann"),
        TokenText(secret, "ann") + TokenText(secret, "ben"), "tokens { secret: " + secret + " }",
        "tokens { secret " + secret + " }", "tokens { " + secret + ": 1 }",
        "tokens { secret: \"" + secret, secret}) {
    EXPECT_THAT(Refusal(text), AllOf(StartsWith("f:"), Not(HasSubstr("topsecret")))) << text;
  }
}

class TokenStoreTest : public ::testing::Test {
 protected:
  void Write(const std::string& text) { folder_.Write("tokens", text); }

  void Open() {
    TokenStore::Options options;
    options.now = [this] { return absl::FromUnixSeconds(now_.load()); };
    options.log = [this](const std::string& line) {
      const base::MutexLock lock(log_mutex_);
      log_.push_back(line);
    };
    auto store = TokenStore::Open(folder_ / "tokens", options);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  // The owner of the token, or the reason why it is refused.
  std::string OwnerOf(const std::string& secret) {
    const auto credential = store_->Check(secret);
    if (credential.ok()) return credential->name();
    EXPECT_EQ(credential.status().code(), absl::StatusCode::kUnauthenticated);
    return std::string(credential.status().message());
  }

  std::vector<std::string> Log() {
    const base::MutexLock lock(log_mutex_);
    return log_;
  }

  void Sleep(absl::Duration time) { now_ += absl::ToInt64Seconds(time); }

  const ScratchFolder folder_;
  std::atomic<int64_t> now_{
      absl::ToUnixSeconds(absl::FromCivil(absl::CivilHour(2029, 12, 31, 23), absl::UTCTimeZone()))};
  base::Mutex log_mutex_;
  std::vector<std::string> log_ ABSL_GUARDED_BY(log_mutex_);
  std::shared_ptr<TokenStore> store_;
};

TEST_F(TokenStoreTest, SkipsAByteOrderMark) {
  Write("\xEF\xBB\xBF" + TokenText(kAnn, "ann"));
  Open();
  EXPECT_EQ(OwnerOf(kAnn), "ann");
}

// Its writer may never come.
TEST_F(TokenStoreTest, DoesNotWaitForAPipe) {
  Write(TokenText(kAnn, "ann"));
  Open();
  std::filesystem::remove(folder_ / "tokens");
  ASSERT_EQ(mkfifo((folder_ / "tokens").c_str(), 0600), 0);
  Sleep(absl::Seconds(10));
  EXPECT_EQ(OwnerOf(kAnn), "ann");
  EXPECT_THAT(Log(), ElementsAre(folder_ / "tokens" +
                                 ": not a regular file; the tokens stay as they were"));
}

TEST_F(TokenStoreTest, ReturnsTheOwnerOfAToken) {
  Write(TokenText(kAnn, "ann") + TokenText(kBen, "ben"));
  Open();
  EXPECT_EQ(OwnerOf(kAnn), "ann");
  EXPECT_EQ(OwnerOf(kBen), "ben");
}

TEST_F(TokenStoreTest, RefusesAnUnknownToken) {
  Write(TokenText(kAnn, "ann"));
  Open();
  for (const std::string forged :
       {"", "annnnnnnnnnnnnn", "annnnnnnnnnnnnnN", "annnnnnnnnnnnnnnn"}) {
    EXPECT_EQ(OwnerOf(forged), "the token is not known here") << forged;
  }
}

TEST_F(TokenStoreTest, LetsATokenExpire) {
  Write(TokenText(kAnn, "ann"));
  Open();
  const auto credential = store_->Check(kAnn);
  Sleep(absl::Minutes(59));
  EXPECT_EQ(OwnerOf(kAnn), "ann");
  EXPECT_TRUE(credential->IsValid());
  Sleep(absl::Minutes(1));
  EXPECT_EQ(OwnerOf(kAnn), "the token has expired");
  EXPECT_FALSE(credential->IsValid());
}

TEST_F(TokenStoreTest, SeesAChangedFileAfterASecond) {
  Write(TokenText(kAnn, "ann"));
  Open();
  const auto ann = store_->Check(kAnn);
  Write(TokenText(kBen, "ben"));
  EXPECT_EQ(OwnerOf(kAnn), "ann");  // not every call checks the file
  Sleep(TokenStore::kCheckInterval);
  EXPECT_FALSE(ann->IsValid());  // withdrawn; IsValid checks the file, too
  EXPECT_EQ(OwnerOf(kAnn), "the token is not known here");
  EXPECT_EQ(OwnerOf(kBen), "ben");
  EXPECT_THAT(Log(), IsEmpty());
}

TEST_F(TokenStoreTest, InvalidatesACredentialWhoseTokenChanges) {
  Write(TokenText(kAnn, "ann") + TokenText(kBen, "ben", "2030-01-01T00:00:00Z", "admin: true"));
  Open();
  const auto ann = store_->Check(kAnn);
  const auto ben = store_->Check(kBen);
  EXPECT_FALSE(ann->admin());
  EXPECT_TRUE(ben->admin());
  Write(TokenText(kAnn, "anna") + TokenText(kBen, "ben"));
  Sleep(TokenStore::kCheckInterval);
  EXPECT_FALSE(ann->IsValid());
  EXPECT_FALSE(ben->IsValid());
}

TEST_F(TokenStoreTest, KeepsItsTokensWhileTheFileIsBroken) {
  Write(TokenText(kAnn, "ann"));
  Open();
  Write("tokens { ");
  for (int second = 0; second < 3; ++second) {
    Sleep(TokenStore::kCheckInterval);
    EXPECT_EQ(OwnerOf(kAnn), "ann");
  }
  const std::string path = folder_ / "tokens";
  EXPECT_THAT(Log(), ElementsAre(path + ":1: not a token file in protobuf text format; the tokens "
                                        "stay as they were"));
  Write(TokenText(kBen, "ben"));
  Sleep(TokenStore::kCheckInterval);
  EXPECT_EQ(OwnerOf(kBen), "ben");
  EXPECT_THAT(Log(), ElementsAre(HasSubstr(":1: "), path + ": valid again"));
}

TEST_F(TokenStoreTest, KeepsItsTokensWhileTheFileIsMissing) {
  Write(TokenText(kAnn, "ann"));
  Open();
  std::filesystem::remove(folder_ / "tokens");
  Sleep(TokenStore::kCheckInterval);
  EXPECT_EQ(OwnerOf(kAnn), "ann");
  EXPECT_THAT(Log(), ElementsAre(HasSubstr("No such file")));
  Write(TokenText(kAnn, "ann"));
  Sleep(TokenStore::kCheckInterval);
  EXPECT_EQ(OwnerOf(kAnn), "ann");
  EXPECT_THAT(Log(), ElementsAre(HasSubstr("No such file"), HasSubstr("valid again")));
}

TEST_F(TokenStoreTest, ChecksTheFileAfterTheClockWentBack) {
  Write(TokenText(kAnn, "ann"));
  Open();
  Write(TokenText(kBen, "ben"));
  Sleep(-absl::Hours(5));
  EXPECT_EQ(OwnerOf(kBen), "ben");
}

TEST_F(TokenStoreTest, ServesManyThreadsWhileTheFileChanges) {
  Write(TokenText(kAnn, "ann"));
  Open();
  std::atomic<bool> done{false};
  std::vector<std::thread> askers;
  for (int i = 0; i < 4; ++i) {
    askers.emplace_back([&] {
      while (!done) {
        const auto ann = store_->Check(kAnn);
        EXPECT_TRUE(ann.ok() && ann->IsValid());
        store_->Check(kBen).status().IgnoreError();
      }
    });
  }
  for (int round = 0; round < 50; ++round) {
    Write(TokenText(kAnn, "ann") + (round % 2 == 0 ? TokenText(kBen, "ben") : "tokens {"));
    Sleep(TokenStore::kCheckInterval);
    std::this_thread::yield();
  }
  done = true;
  for (std::thread& asker : askers) asker.join();
  Write(TokenText(kBen, "ben"));
  Sleep(TokenStore::kCheckInterval);
  EXPECT_EQ(OwnerOf(kBen), "ben");
}

TEST(TokenStoreOpenTest, ReportsWhatIsWrongWithTheFile) {
  const ScratchFolder folder;
  EXPECT_EQ(TokenStore::Open(folder / "none").status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(TokenStore::Open(folder / "none").status().message()),
              folder / "none" + ": No such file or directory");
  EXPECT_THAT(std::string(TokenStore::Open(folder.path()).status().message()),
              HasSubstr("Is a directory"));
  EXPECT_THAT(std::string(TokenStore::Open(folder.Write("f", "\n\n???")).status().message()),
              StartsWith(folder / "f" + ":3: "));
}

}  // namespace
}  // namespace workbook::tests
