#include "tests/e2e/programs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/strings/str_join.h"

namespace workbook::tests {
namespace {

constexpr char kSanitizedBin[] = "WORKBOOK_SANITIZED_BIN";

}  // namespace

using base::Process;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string ProgramPath(const std::string& name) {
  if (ProgramsAreSanitized()) {
    const auto sanitized = std::filesystem::path(std::getenv(kSanitizedBin)) / name;
    if (std::filesystem::exists(sanitized)) return sanitized;
  }
  return std::filesystem::path(WORKBOOK_BIN) / name;
}

bool ProgramsAreSanitized() { return std::getenv(kSanitizedBin) != nullptr; }

std::unique_ptr<Process> StartProgram(std::vector<std::string> argv, bool pipe_stdin) {
  argv.at(0) = ProgramPath(argv.at(0));
  auto process = Process::Start({std::move(argv), pipe_stdin});
  EXPECT_TRUE(process.ok()) << process.status();
  return process.ok() ? *std::move(process) : nullptr;
}

Outcome WaitForOutcome(Process& process) {
  const absl::StatusOr<base::Exit> exit = process.WaitForExit(kHang);
  EXPECT_TRUE(exit.ok()) << exit.status();
  return {exit.value_or(base::Exit{-1, 0}), process.lines(Process::Stream::kStdout),
          process.lines(Process::Stream::kStderr)};
}

Outcome RunProgram(std::vector<std::string> argv, const std::string& input) {
  const auto process = StartProgram(std::move(argv), /*pipe_stdin=*/true);
  if (process == nullptr) return {{-1, 0}, {}, {}};
  process->Write(input).IgnoreError();  // a program need not read its stdin
  process->CloseStdin();
  return WaitForOutcome(*process);
}

RunningServer::RunningServer(std::vector<std::string> argv, int port) {
  argv.push_back("--port=" + std::to_string(port));
  process_ = StartProgram(std::move(argv));
  if (process_ == nullptr) return;
  const auto line = process_->WaitForLine(Process::Stream::kStdout, " listening on ", kHang);
  EXPECT_TRUE(line.ok()) << line.status();
  if (!line.ok()) return;
  ready_line_ = *line;
  port_ = std::stoi(line->substr(line->rfind(':') + 1));
}

RunningServer::~RunningServer() {
  if (process_ == nullptr || !ProgramsAreSanitized()) return;
  process_->Signal(SIGTERM);
  process_->Signal(SIGCONT);
  const std::string err = absl::StrJoin(WaitForOutcome(*process_).err, "\n");
  EXPECT_THAT(err, Not(AnyOf(HasSubstr("Sanitizer: "), HasSubstr("runtime error: "))));
}

Outcome RunningServer::Stop(int signal) {
  process_->Signal(signal);
  return WaitForOutcome(*process_);
}

DeadPort::DeadPort(Kind kind) : socket_(base::BindLoopbackSocket()) {
  if (kind == Kind::kNeverAnswers) {
    EXPECT_EQ(listen(socket_.fd.get(), 16), 0);
  }
}

}  // namespace workbook::tests
