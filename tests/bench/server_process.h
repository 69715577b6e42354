// A server program as a child process: the only way to tell the CPU it uses from the load client's.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "lessons/runner/process.h"
#include "rpc/address.h"

namespace workbook::bench {

/// A server on 127.0.0.1; SIGTERM ends it.
class ServerProcess {
 public:
  /// Starts `program` with `arguments` and --port=0, and waits for its ready line. UNAVAILABLE or
  /// NOT_FOUND when it cannot be started or ends without one.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(const std::string& program,
                                                              std::vector<std::string> arguments);

  /// A server that is not of this workbook: it serves `port` as soon as a line of `stream` contains
  /// `ready`.
  struct Foreign {
    std::vector<std::string> argv;
    int port = 0;
    runner::Process::Stream stream = runner::Process::Stream::kStdout;
    std::string ready;
  };
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(Foreign program);

  /// Stops the server and waits for its end.
  ~ServerProcess();

  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  const rpc::Address& address() const { return address_; }

  /// User and system time that all threads of the server have used so far.
  std::chrono::nanoseconds CpuTime() const;

  /// Bytes of memory that are its own and in use now; 0 when it has ended.
  size_t ResidentBytes() const;

 private:
  ServerProcess(std::unique_ptr<runner::Process> process, int port)
      : process_(std::move(process)), address_{"127.0.0.1", port} {}

  const std::unique_ptr<runner::Process> process_;
  const rpc::Address address_;
};

}  // namespace workbook::bench
