// A server program as a child process: the only way to tell the CPU it uses from the load client's.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "rpc/address.h"

namespace workbook::bench {

/// One of this workbook's servers on a free port of 127.0.0.1; SIGTERM ends it.
class ServerProcess {
 public:
  /// Starts `program` with `arguments` and --port=0, and waits for its ready line. INTERNAL when it
  /// cannot be started or ends without one.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(const std::string& program,
                                                              std::vector<std::string> arguments);

  /// Stops the server and waits for its end.
  ~ServerProcess();

  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  const rpc::Address& address() const { return address_; }
  pid_t pid() const { return pid_; }

  /// User and system time that all threads of the server have used so far.
  std::chrono::nanoseconds CpuTime() const;

 private:
  explicit ServerProcess(pid_t pid) : pid_(pid) {}

  pid_t pid_;
  rpc::Address address_;
};

}  // namespace workbook::bench
