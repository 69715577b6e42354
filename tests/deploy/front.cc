#include "deploy/front.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "lessons/runner/certs.h"

namespace workbook::testing {
namespace {

using runner::Process;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string FolderWithCertificates() {
  std::string folder = ::testing::TempDir() + "front-XXXXXX";
  EXPECT_NE(mkdtemp(folder.data()), nullptr);
  const absl::Status made = runner::MakeCerts(folder, "ann", /*overwrite=*/true);
  EXPECT_TRUE(made.ok()) << made;
  return folder;
}

}  // namespace

bool HasNghttpx() {
  return std::filesystem::exists("/usr/sbin/nghttpx") ||
         std::filesystem::exists("/usr/bin/nghttpx");
}

Front::Front(BackendLeg leg) : leg_(leg), folder_(FolderWithCertificates()) {
  StartServer(0);
  const std::string file = folder_ + "/nghttpx.conf";
  std::ofstream(file) << Configuration(leg);
  auto started = Process::Start({{"nghttpx", "--conf=" + file}});
  EXPECT_TRUE(started.ok()) << started.status();
  nghttpx_ = *std::move(started);
  const auto ready =
      nghttpx_->WaitForLine(Process::Stream::kStderr, "Created worker thread", kHang);
  EXPECT_TRUE(ready.ok()) << ready.status();
}

Front::~Front() {
  nghttpx_.reset();
  server_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Front::StartServer(int port) {
  std::vector<std::string> argv = {"chat_server"};
  if (leg_ == BackendLeg::kTls) {
    argv.push_back("--tls-cert=" + folder_ + "/server.pem");
    argv.push_back("--tls-key=" + folder_ + "/server.key");
  }
  server_ = std::make_unique<RunningServer>(std::move(argv), port);
}

void Front::RestartServer() {
  const int port = server_->port();
  EXPECT_EQ(server_->Stop(SIGTERM).exit.code, 0);
  StartServer(port);
}

// The deployed file, with this test's port, paths and log in it. What is not found there any more
// fails the test: it would run something else than what is deployed.
std::string Front::Configuration(BackendLeg leg) const {
  std::string text = ReadFile("deploy/nghttpx.conf");
  std::vector<std::pair<std::string, std::string>> changes = {
      {"frontend=*,443\n", "frontend=unix:" + socket_ + "\n"},
      {"backend=127.0.0.1,33333;", absl::StrCat("backend=127.0.0.1,", server_->port(), ";")},
      {"/etc/nghttpx/chat.key", folder_ + "/server.key"},
      {"/etc/nghttpx/chat.crt", folder_ + "/server.pem"},
      {"/etc/nghttpx/chat-ca.crt", authority_},
      {"user=www-data\n", ""},  // who runs the test may not be allowed to become another
      {"errorlog-syslog=yes\n", "errorlog-file=/dev/stderr\n"},
  };
  if (leg == BackendLeg::kPlaintext) {  // as the file's comment says
    changes.push_back({";tls;sni=localhost\n", "\n"});
    changes.push_back({"cacert=" + authority_ + "\n", ""});
  }
  for (const auto& change : changes) {
    EXPECT_TRUE(absl::StrContains(text, change.first)) << change.first;
    absl::StrReplaceAll({change}, &text);
  }
  return text;
}

std::shared_ptr<grpc::Channel> Front::Channel() const {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = ReadFile(authority_);
  grpc::ChannelArguments args;
  args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel("unix:" + socket_, grpc::SslCredentials(options), args);
}

}  // namespace workbook::testing
