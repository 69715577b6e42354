// Starts the real programs of bin/.
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/loopback_socket.h"
#include "base/process.h"
#include "rpc/address.h"

namespace workbook::tests {

/// The time limit of a hang, far above what any test needs.
inline constexpr std::chrono::seconds kHang{40};

/// How a program ended, and its output.
struct Outcome {
  base::Exit exit;
  std::vector<std::string> out;  ///< lines of stdout
  std::vector<std::string> err;  ///< lines of stderr
};

/// The path of the program `name` of bin/; an absolute path stays as it is. If the environment's
/// WORKBOOK_SANITIZED_BIN names a folder with such a program, it is that one: tests without
/// sanitizers thus run programs with them.
std::string ProgramPath(const std::string& name);

/// With WORKBOOK_SANITIZED_BIN. Such programs are slow and keep freed memory: do not measure it.
bool ProgramsAreSanitized();

/// Starts `argv`, which begins with a program of bin/ or an absolute path. If that fails, so does
/// the test, and the result is nullptr.
std::unique_ptr<base::Process> StartProgram(std::vector<std::string> argv, bool pipe_stdin = false);

/// Waits for its end; fails the test if it does not end.
Outcome WaitForOutcome(base::Process& process);

/// Runs `argv` to its end, with `input` on stdin.
Outcome RunProgram(std::vector<std::string> argv, const std::string& input = "");

/// A server of bin/ on a free port, ready for calls. The destructor kills it.
class RunningServer {
 public:
  /// `port`: 0 for a free one.
  explicit RunningServer(std::vector<std::string> argv, int port = 0);
  /// Fails the test if a sanitizer has reported anything, including leaks at exit.
  ~RunningServer();
  RunningServer(RunningServer&&) = delete;

  int port() const { return port_; }
  rpc::Address address() const { return {"127.0.0.1", port_}; }
  std::string PortFlag() const { return "--port=" + std::to_string(port_); }
  const std::string& ready_line() const { return ready_line_; }
  base::Process& process() { return *process_; }

  /// Sends `signal` and waits for the server's end.
  Outcome Stop(int signal);

 private:
  std::unique_ptr<base::Process> process_;
  std::string ready_line_;
  int port_ = 0;
};

/// A port of 127.0.0.1 that no server uses: the kernel refuses connections, or it accepts them and
/// nobody answers.
class DeadPort {
 public:
  enum class Kind { kRefuses, kNeverAnswers };
  explicit DeadPort(Kind kind);
  std::string Flag() const { return "--port=" + std::to_string(socket_.port); }

 private:
  base::LoopbackSocket socket_;
};

}  // namespace workbook::tests
