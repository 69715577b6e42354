// `workbook demo`: each server with its clients, as real processes, for all to see.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lessons/runner/pairs.h"
#include "lessons/runner/process.h"
#include "lessons/runner/screen.h"

namespace workbook::runner {

/// How long a demo waits before it calls something hung. All far above what is needed.
struct Patience {
  std::chrono::milliseconds ready{30'000};   ///< for a server's ready line
  std::chrono::milliseconds client{60'000};  ///< for a client's end, or for a line to be heard
  std::chrono::milliseconds stop{10'000};    ///< for a server's end after SIGTERM
};

/// Runs pairs. All functions but Interrupt are called from one thread.
class Demo {
 public:
  /// `bin`: the folder of the programs. `screen` has to outlive the demo.
  Demo(std::string bin, Screen& screen, Patience patience = {})
      : bin_(std::move(bin)), screen_(screen), patience_(patience) {}

  /// Starts the server on a free port, runs the clients against it, stops it with SIGTERM. OK only
  /// when all of them exited with 0; else the first thing that went wrong. Nothing runs any more
  /// when it returns.
  absl::Status Run(const Pair& pair);

  /// Ends what runs, with SIGTERM at first and SIGKILL when called again; nothing more is started,
  /// and Run fails. For another thread.
  void Interrupt();

 private:
  using Cast = std::vector<std::shared_ptr<Process>>;

  absl::StatusOr<std::shared_ptr<Process>> Start(const Player& player,
                                                 const std::vector<std::string>& more_arguments,
                                                 bool pipe_stdin);
  absl::Status RunClients(const Pair& pair, const std::string& port);
  absl::Status Converse(const Pair& pair, const std::string& port);
  absl::Status WaitForSuccess(const Player& player, Process& process,
                              std::chrono::milliseconds timeout);

  const std::string bin_;
  Screen& screen_;
  const Patience patience_;

  std::mutex mutex_;
  int interrupts_ = 0;  // guarded by mutex_
  Cast on_stage_;       // guarded by mutex_
};

/// Runs those of `pairs` that `names` asks for, all of them when it is empty, and says how it went.
/// A pair that fails does not keep the others from running, an interrupt does. The first failure,
/// or OK.
absl::Status RunDemos(Demo& demo, Screen& screen, const std::vector<Pair>& pairs,
                      const std::vector<std::string>& names);

}  // namespace workbook::runner
