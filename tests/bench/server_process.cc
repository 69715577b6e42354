#include "bench/server_process.h"

#include <csignal>
#include <utility>

#include "absl/strings/numbers.h"
#include "support/cpu_time.h"

namespace workbook::bench {
namespace {

// Ends a hang; no server comes near it.
constexpr std::chrono::seconds kHang{30};

}  // namespace

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(
    const std::string& program, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program);
  arguments.push_back("--port=0");
  auto process = runner::Process::Start({.argv = std::move(arguments)});
  if (!process.ok()) return process.status();
  const absl::StatusOr<std::string> line =
      (*process)->WaitForLine(runner::Process::Stream::kStdout, " listening on ", kHang);
  if (!line.ok()) return line.status();
  int port = 0;
  if (!absl::SimpleAtoi(line->substr(line->rfind(':') + 1), &port)) {
    return absl::NotFoundError("no port in: " + *line);
  }
  return std::unique_ptr<ServerProcess>(new ServerProcess(*std::move(process), port));
}

ServerProcess::~ServerProcess() {
  process_->Signal(SIGTERM);
  process_->WaitForExit(kHang).IgnoreError();
}

std::chrono::nanoseconds ServerProcess::CpuTime() const {
  return testing::CpuTimeOf(process_->pid());
}

}  // namespace workbook::bench
