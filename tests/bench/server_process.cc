#include "bench/server_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <ctime>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace workbook::bench {
namespace {

// The port at the end of `NAME listening on HOST:PORT`, 0 when the line is another one.
int PortOf(absl::string_view line) {
  if (line.find(" listening on ") == absl::string_view::npos) return 0;
  int port = 0;
  const bool number = absl::SimpleAtoi(line.substr(line.rfind(':') + 1), &port);
  return number ? port : 0;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(
    const std::string& program, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program);
  arguments.push_back("--port=0");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);

  int out[2];
  if (pipe2(out, O_CLOEXEC) != 0) return absl::InternalError("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  pid_t pid = 0;
  const int error = posix_spawn(&pid, program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(out[1]);
  FILE* lines = fdopen(out[0], "r");
  if (error != 0) {
    std::fclose(lines);
    return absl::InternalError(absl::StrCat("cannot start ", program));
  }

  std::unique_ptr<ServerProcess> server(new ServerProcess(pid));
  char line[256];
  while (server->address_.port == 0 && std::fgets(line, sizeof(line), lines) != nullptr) {
    absl::string_view text(line);
    absl::ConsumeSuffix(&text, "\n");
    server->address_.port = PortOf(text);
  }
  std::fclose(lines);
  if (server->address_.port == 0) return absl::InternalError(program + " gave no ready line");
  return server;
}

ServerProcess::~ServerProcess() {
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

std::chrono::nanoseconds ServerProcess::CpuTime() const {
  clockid_t clock = 0;
  timespec time{};
  if (clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace workbook::bench
