// The learner's server as a process: started on a free port, watched, and ended with SIGTERM.
#pragma once

#include <chrono>
#include <deque>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "base/mutex.h"
#include "base/process.h"
#include "lessons/runner/step_result.h"

namespace workbook::lessons::runner {

/// The addresses on which the process `group` and others of its process group accept TCP
/// connections: "127.0.0.1:50051", "[::]:50051".
std::vector<std::string> ListeningAddresses(pid_t group);

struct ServerLimits {
  std::chrono::milliseconds start{10'000};
  /// For how long a server that listens elsewhere is waited for.
  std::chrono::milliseconds elsewhere{2'000};
  std::chrono::milliseconds end{10'000};
};

/// One thread calls everything. A stop request kills the server.
class OwnServer {
 public:
  OwnServer(std::filesystem::path folder, std::stop_token stop, ServerLimits limits = {})
      : folder_(std::move(folder)), stop_(std::move(stop)), limits_(limits) {}

  /// Starts `folder`/build/server with --port and a free port; passes once a connection to that
  /// port of localhost is accepted.
  StepResult Start();

  /// Whether a started server has ended, by itself or on a signal.
  bool ended() const { return process_->exit().has_value(); }
  /// A failure: "The server ended `when`: ", how, and its last lines. `more` is added to what to
  /// do.
  StepResult DescribeEnd(absl::string_view when, absl::string_view more = "") const;

  /// Passes when SIGTERM ends the server in time, with exit status 0.
  StepResult End();

  int port() const { return port_; }

 private:
  StepResult WaitUntilItListens();
  StepResult ListensElsewhere(const std::vector<std::string>& addresses) const;
  void KeepLine(const std::string& line);

  const std::filesystem::path folder_;
  const std::stop_token stop_;
  const ServerLimits limits_;
  int port_ = 0;
  mutable base::Mutex mutex_;
  std::deque<std::string> last_lines_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<base::Process> process_;  // last: its thread uses the lines
};

}  // namespace workbook::lessons::runner
