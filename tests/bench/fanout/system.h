// A broadcast system as the load sees it: a server process, readers who count what they get, and a
// way to publish. One thread does all of a client's work, for the server needs the other core.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bench/fanout/latencies.h"
#include "bench/server_process.h"

namespace workbook::bench {

/// What all readers of a system together have got.
class Deliveries {
 public:
  /// What is counted from now on was published now.
  void StartBurst() { published_ = Clock::now(); }
  void Count(size_t messages) {
    if (messages == 0) return;
    total_ += messages;
    latencies_.Add(Clock::now() - published_, messages);
  }
  size_t total() const { return total_; }
  const Latencies& latencies() const { return latencies_; }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point published_;
  size_t total_ = 0;
  Latencies latencies_;
};

class System {
 public:
  virtual ~System() = default;

  virtual const ServerProcess& server() const = 0;

  /// Adds readers; each is registered when this returns.
  virtual absl::Status Join(size_t readers) = 0;

  /// Adds readers that are registered and then take nothing.
  virtual absl::Status JoinStalled(size_t readers) = 0;

  /// Begins to publish `text` `count` times, back to back; Await does the rest. `pipelined`: all in
  /// one packet as far as they fit, else each as if it came alone.
  virtual absl::Status Publish(const std::string& text, size_t count, bool pipelined) = 0;

  /// Waits until something happens, and counts it when it is a delivery. DEADLINE_EXCEEDED when
  /// nothing happens for as long as no healthy run needs.
  virtual absl::Status Await(Deliveries& deliveries) = 0;
};

/// How long nothing may happen.
inline constexpr std::chrono::seconds kSilence{20};

/// A system by name. `start` gives NOT_FOUND when its program is not installed.
struct SystemKind {
  std::string name;
  std::string what;
  /// `streams`: how many readers share a connection, where they can.
  std::function<absl::StatusOr<std::unique_ptr<System>>(size_t streams)> start;
};

/// All there are, in the order of the tables.
const std::vector<SystemKind>& AllSystems();

}  // namespace workbook::bench
