#include "tests/deploy/front.h"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "conformance/matchers.h"
#include "lessons/runner/certs.h"
#include "rpc/security/credentials.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;

using base::Process;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

bool HasNghttpx() {
  return std::filesystem::exists("/usr/sbin/nghttpx") ||
         std::filesystem::exists("/usr/bin/nghttpx");
}

Front::Front(BackendLeg leg, Callers callers) : leg_(leg), callers_(callers) {
  EXPECT_THAT(lessons::runner::MakeCerts(folder_.path(), "ann", /*overwrite=*/true), IsOk());
  StartServer(0);
  const std::string file = folder_.Write("nghttpx.conf", Configuration(leg));
  auto started = Process::Start({{"nghttpx", "--conf=" + file}});
  EXPECT_TRUE(started.ok()) << started.status();
  if (!started.ok()) return;
  nghttpx_ = *std::move(started);
  const auto ready =
      nghttpx_->WaitForLine(Process::Stream::kStderr, "Created worker thread", kHang);
  EXPECT_TRUE(ready.ok()) << ready.status();
}

void Front::StartServer(int port) {
  std::vector<std::string> argv = {"chat_server"};
  if (leg_ == BackendLeg::kTls) {
    argv.push_back("--tls-cert=" + folder_ / "server.pem");
    argv.push_back("--tls-key=" + folder_ / "server.key");
  }
  if (callers_ == Callers::kWithTokens) argv.push_back("--tokens=" + folder_ / "tokens.txtpb");
  server_ = std::make_unique<RunningServer>(std::move(argv), port);
}

void Front::RestartServer() {
  const int port = server_->port();
  EXPECT_EQ(server_->Stop(SIGTERM).exit.code, 0);
  StartServer(port);
}

// The deployed file with this test's port, paths and log. The test fails when the file lacks one of
// the replaced lines: it would not run the deployed configuration.
std::string Front::Configuration(BackendLeg leg) const {
  std::string text = ReadFile("deploy/nghttpx.conf");
  std::vector<std::pair<std::string, std::string>> changes = {
      {"frontend=*,443\n", "frontend=unix:" + socket_ + "\n"},
      {"backend=127.0.0.1,33333;", absl::StrCat("backend=127.0.0.1,", server_->port(), ";")},
      {"/etc/nghttpx/chat.key", folder_ / "server.key"},
      {"/etc/nghttpx/chat.crt", folder_ / "server.pem"},
      {"/etc/nghttpx/chat-ca.crt", authority_},
      {"user=www-data\n", ""},  // changing the user needs root
      {"errorlog-syslog=yes\n", "errorlog-file=/dev/stderr\n"},
  };
  if (leg == BackendLeg::kPlaintext) {  // as a comment in the file describes
    changes.push_back({";tls;sni=localhost\n", "\n"});
    changes.push_back({"cacert=" + authority_ + "\n", ""});
  }
  for (const auto& change : changes) {
    EXPECT_TRUE(absl::StrContains(text, change.first)) << change.first;
    absl::StrReplaceAll({change}, &text);
  }
  return text;
}

std::shared_ptr<grpc::Channel> Front::Channel(const std::string& token) const {
  return Dial("unix:" + socket_, token);
}

std::shared_ptr<grpc::Channel> Front::ChannelToTheServer(const std::string& token) const {
  return Dial(server_->address().ToString(), token);
}

std::shared_ptr<grpc::Channel> Front::Dial(const std::string& target,
                                           const std::string& token) const {
  const auto credentials = rpc::security::ReadChannelCredentials(
      {authority_, "", "", token.empty() ? "" : folder_ / token});
  EXPECT_THAT(credentials, IsOk());
  if (!credentials.ok()) return nullptr;
  grpc::ChannelArguments args;
  args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  args.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(target, *credentials, args);
}

}  // namespace workbook::tests
