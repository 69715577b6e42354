// `workbook demo`: runs each server with its clients, as real processes, and shows their output.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/mutex.h"
#include "base/process.h"
#include "lessons/runner/demo_output.h"

namespace workbook::lessons::runner {

/// A program of bin/ and its arguments, without the port.
struct Program {
  std::string name;               ///< the label of its output
  std::vector<std::string> argv;  ///< argv[0] is relative to bin/
};

/// A line typed into a client.
struct Input {
  size_t client;     ///< index into Pair::clients
  std::string text;  ///< not contained in another Input of the same pair
};

/// A server and the clients that call it.
struct Pair {
  std::string name;  ///< as in `workbook demo NAME`; several pairs may share it
  Program server;
  std::vector<Program> clients;  ///< run one after the other, or side by side with `inputs`
  /// Typed in order, each once all running clients have shown the one before. A client starts with
  /// its first input; that it shows its own text proves that it receives.
  std::vector<Input> inputs = {};
};

/// All pairs, in the order in which the workbook teaches them.
const std::vector<Pair>& Pairs();

/// Their names, each once.
std::vector<std::string> PairNames();

/// How long a demo waits before it reports a hang; each is far above what is needed.
struct DemoTimeouts {
  std::chrono::milliseconds ready{30'000};   ///< for a server's ready line
  std::chrono::milliseconds client{60'000};  ///< for a client's end, or for an input to appear
  std::chrono::milliseconds stop{10'000};    ///< for a server's end after SIGTERM
};

/// Runs pairs. One thread calls everything but Interrupt.
class Demo {
 public:
  /// `bin`: the folder of the programs. `output` must outlive the demo.
  Demo(std::string bin, DemoOutput& output, DemoTimeouts timeouts = {})
      : bin_(std::move(bin)), output_(output), timeouts_(timeouts) {}

  /// Starts the server on a free port, runs the clients against it, stops it with SIGTERM. OK if
  /// all of them exit with 0; otherwise the first failure. No process is left when it returns.
  absl::Status Run(const Pair& pair);

  /// Thread-safe. Ends the running programs, with SIGTERM at the first call and SIGKILL at the
  /// next; no other program starts, and Run fails.
  void Interrupt();

 private:
  using Processes = std::vector<std::shared_ptr<base::Process>>;

  absl::StatusOr<std::shared_ptr<base::Process>> Start(
      const Program& program, const std::vector<std::string>& more_arguments, bool pipe_stdin);
  absl::Status RunClients(const Pair& pair, const std::string& port);
  absl::Status TypeInputs(const Pair& pair, const std::string& port);
  absl::Status WaitForSuccess(const Program& program, base::Process& process,
                              std::chrono::milliseconds timeout);

  const std::string bin_;
  DemoOutput& output_;
  const DemoTimeouts timeouts_;

  base::Mutex mutex_;
  int interrupts_ ABSL_GUARDED_BY(mutex_) = 0;
  Processes running_ ABSL_GUARDED_BY(mutex_);
};

/// Runs the pairs whose name is in `names`, or all of them without a name, and reports each. A pair
/// that fails does not stop the next one; an interrupt does. OK or the first failure.
absl::Status RunDemos(Demo& demo, DemoOutput& output, const std::vector<Pair>& pairs,
                      const std::vector<std::string>& names);

}  // namespace workbook::lessons::runner
