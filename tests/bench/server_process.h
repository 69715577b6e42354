// A server program as a child process: the only way to separate its CPU time from the load
// client's.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/process.h"
#include "rpc/address.h"

namespace workbook::tests {

/// A server on 127.0.0.1; SIGTERM stops it.
class ServerProcess {
 public:
  /// Starts `program` with `arguments` and --port=0, and waits for its ready line. UNAVAILABLE when
  /// it does not start, NOT_FOUND when it ends without the line.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(const std::string& program,
                                                              std::vector<std::string> arguments);

  /// A foreign server: it serves `port` once a line of `stream` contains `ready`.
  struct Foreign {
    std::vector<std::string> argv;
    int port = 0;
    base::Process::Stream stream = base::Process::Stream::kStdout;
    std::string ready;
  };
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(Foreign program);

  /// Stops the server and waits for its end.
  ~ServerProcess();

  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  const rpc::Address& address() const { return address_; }

  /// User and system time of all threads of the server so far.
  std::chrono::nanoseconds CpuTime() const;

  /// The bytes of its private memory in use; 0 once it has ended.
  size_t ResidentBytes() const;

 private:
  ServerProcess(std::unique_ptr<base::Process> process, int port)
      : process_(std::move(process)), address_{"127.0.0.1", port} {}

  const std::unique_ptr<base::Process> process_;
  const rpc::Address address_;
};

}  // namespace workbook::tests
