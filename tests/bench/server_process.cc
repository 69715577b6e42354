#include "tests/bench/server_process.h"

#include <unistd.h>

#include <csignal>
#include <fstream>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "conformance/cpu_time.h"

namespace workbook::tests {
namespace {

// The time limit of a hang, far above what a server needs.
constexpr std::chrono::seconds kHang{30};

}  // namespace

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(
    const std::string& program, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program);
  arguments.push_back("--port=0");
  auto process = base::Process::Start({.argv = std::move(arguments)});
  if (!process.ok()) return process.status();
  const absl::StatusOr<std::string> line =
      (*process)->WaitForLine(base::Process::Stream::kStdout, " listening on ", kHang);
  if (!line.ok()) return line.status();
  int port = 0;
  if (!absl::SimpleAtoi(line->substr(line->rfind(':') + 1), &port)) {
    return absl::NotFoundError("no port in: " + *line);
  }
  return std::unique_ptr<ServerProcess>(new ServerProcess(*std::move(process), port));
}

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(Foreign program) {
  auto process = base::Process::Start({.argv = std::move(program.argv)});
  if (!process.ok()) return process.status();
  const auto line = (*process)->WaitForLine(program.stream, program.ready, kHang);
  if (!line.ok()) return line.status();
  return std::unique_ptr<ServerProcess>(new ServerProcess(*std::move(process), program.port));
}

ServerProcess::~ServerProcess() {
  process_->Signal(SIGTERM);
  process_->WaitForExit(kHang).IgnoreError();
}

std::chrono::nanoseconds ServerProcess::CpuTime() const {
  return conformance::CpuTimeOf(process_->pid());
}

size_t ServerProcess::ResidentBytes() const {
  size_t size = 0;
  size_t resident = 0;
  std::ifstream(absl::StrCat("/proc/", process_->pid(), "/statm")) >> size >> resident;
  return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace workbook::tests
