// A broadcast system under load: a server process, readers that count messages, and a way to
// publish. One thread does all client work, because the server needs the other core.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/bench/fanout/latencies.h"
#include "tests/bench/server_process.h"

namespace workbook::tests {

/// The deliveries to all readers of a system.
class Deliveries {
 public:
  /// Deliveries from now on belong to a message published now.
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

  /// Adds readers that are registered and then read nothing.
  virtual absl::Status JoinStalled(size_t readers) = 0;

  /// Begins to publish `text` `count` times, back to back; WaitForEvent drives the rest.
  /// `pipelined`: as many as fit into a packet; else each in its own.
  virtual absl::Status Publish(const std::string& text, size_t count, bool pipelined) = 0;

  /// Waits for one event and counts it if it is a delivery. DEADLINE_EXCEEDED without an event
  /// within a time that no healthy run needs.
  virtual absl::Status WaitForEvent(Deliveries& deliveries) = 0;
};

/// The time limit without an event.
inline constexpr std::chrono::seconds kSilence{20};

/// A system by name. `start` returns NOT_FOUND when its program is not installed.
struct SystemKind {
  std::string name;
  std::string what;
  /// `streams`: the number of readers that share a connection, where possible.
  std::function<absl::StatusOr<std::unique_ptr<System>>(size_t streams)> start;
};

/// All systems, in the order of the tables.
const std::vector<SystemKind>& AllSystems();

}  // namespace workbook::tests
