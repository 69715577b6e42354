// The real programs of bin/, as the process tests start them.
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lessons/runner/process.h"
#include "rpc/address.h"

namespace workbook::testing {

/// Ends a hang; no test comes near it.
inline constexpr std::chrono::seconds kHang{40};

/// What a program left behind.
struct Outcome {
  runner::Exit exit;
  std::vector<std::string> out;  ///< lines of stdout
  std::vector<std::string> err;  ///< lines of stderr
};

/// The path of the program `name` of bin/; of an absolute path, that. Where WORKBOOK_SANITIZED_BIN
/// in the environment names a folder that has such a program, it is that one: so these tests are
/// run on programs with sanitizers, without being built with them.
std::string ProgramPath(const std::string& name);

/// Whether they are. Then they are slow, and their memory says nothing: what was freed is kept.
bool ProgramsAreSanitized();

/// Starts `argv`, whose first part is a program of bin/ or an absolute path. A program that cannot
/// be started fails the test and gives nullptr.
std::unique_ptr<runner::Process> StartProgram(std::vector<std::string> argv,
                                              bool pipe_stdin = false);

/// Waits for its end. A program that does not end fails the test.
Outcome WaitForOutcome(runner::Process& process);

/// Runs `argv` to its end, with `input` to read.
Outcome RunProgram(std::vector<std::string> argv, const std::string& input = "");

/// A server of bin/ on a free port, ready to be called; killed at the end of its life.
class RunningServer {
 public:
  /// `port`: 0 for a free one.
  explicit RunningServer(std::vector<std::string> argv, int port = 0);
  /// Fails the test when a sanitizer has found something, leaks at the server's end included.
  ~RunningServer();
  RunningServer(RunningServer&&) = delete;

  int port() const { return port_; }
  rpc::Address address() const { return {"127.0.0.1", port_}; }
  std::string PortFlag() const { return "--port=" + std::to_string(port_); }
  const std::string& ready_line() const { return ready_line_; }
  runner::Process& process() { return *process_; }

  /// Sends `signal` and waits for the end.
  Outcome Stop(int signal);

 private:
  std::unique_ptr<runner::Process> process_;
  std::string ready_line_;
  int port_ = 0;
};

/// A port of 127.0.0.1 that is surely not served: connections are refused, or accepted by the
/// kernel and never answered.
class DeadPort {
 public:
  enum class Kind { kRefuses, kNeverAnswers };
  explicit DeadPort(Kind kind);
  std::string Flag() const { return "--port=" + std::to_string(port_); }

 private:
  runner::Descriptor socket_;
  int port_ = 0;
};

}  // namespace workbook::testing
