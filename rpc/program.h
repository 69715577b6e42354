// What every main here shares: the flags, the exit codes, the ready line, the signals. A main adds
// its own flags and is one list of steps: flags, wiring, run.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "base/exit_status.h"
#include "base/flags.h"
#include "rpc/address.h"
#include "rpc/channel.h"
#include "rpc/log.h"
#include "rpc/security/credentials.h"
#include "rpc/server.h"

namespace workbook::rpc {

/// A server program: --host, --port, --insecure, the flags of TLS and tokens, and the life of the
/// server up to its exit status.
class ServerProgram {
 public:
  /// The ready line starts with `name`, the help ends with `example`. Create it first in main: it
  /// sets up the process's signals and raises its limit of open descriptors.
  ServerProgram(const std::string& name, const std::string& description, int default_port,
                const std::string& example);

  /// For the program's own flags.
  base::CommandLine& flags() { return flags_; }

  /// As CommandLine::Parse; also kExitFailed, with one line on stderr, when this process cannot
  /// have the threads and the memory that gRPC needs: what main makes next may start gRPC.
  std::optional<int> Parse(int argc, const char* const* argv);

  /// Serves until SIGINT or SIGTERM, then drains. Before it serves, they end the process at once.
  /// Prints `NAME listening on HOST:PORT` on stdout once it serves. A server that cannot start
  /// prints the reason in one line on stderr and returns kExitFailed. Each SIGUSR1 prints one line
  /// of statistics on stderr, `NAME: up 12 s, ...`.
  int Run(Servable& servable);

  /// Prints `NAME: message` on stderr, for errors before Run. Returns kExitFailed.
  int Fail(const absl::Status& status) const;

 private:
  base::CommandLine flags_;
  Address address_;
  bool insecure_ = false;
  security::ServerSecurityFiles security_;
};

/// A client program: --host, --port, --timeout, and the flags of TLS and tokens.
class ClientProgram {
 public:
  ClientProgram(const std::string& name, const std::string& description, int default_port,
                const std::string& example);

  /// For the program's own flags.
  base::CommandLine& flags() { return flags_; }

  /// As CommandLine::Parse; also kExitFailed, with one line on stderr, when a TLS or token file
  /// cannot be used, or threads are missing.
  std::optional<int> Parse(int argc, const char* const* argv);

  /// The channel to --host and --port, with the TLS files and the token of the flags.
  std::shared_ptr<grpc::Channel> Channel(DialOptions options = {}) const {
    return Dial(address_, credentials_, std::move(options));
  }
  const Address& address() const { return address_; }

  /// --timeout, a number of seconds on the command line.
  std::chrono::milliseconds timeout() const;

  /// The exit status for `status`: kExitOk, or kExitFailed after `CODE_NAME: message` on stderr.
  int Report(const absl::Status& status) const;

 private:
  std::optional<QuietLog> quiet_;
  base::CommandLine flags_;
  Address address_;
  double timeout_seconds_ = std::chrono::duration<double>(kDefaultTimeout).count();
  security::ClientSecurityFiles security_;
  // Made by Parse, because they start gRPC's threads.
  std::shared_ptr<grpc::ChannelCredentials> credentials_;
};

}  // namespace workbook::rpc
