// What every main here shares: the flags, the exit codes, the ready line, the signals. A main
// states what is its own, and is one list of steps: flags, wiring, run.
#pragma once

#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "rpc/address.h"
#include "rpc/channel.h"
#include "rpc/credentials.h"
#include "rpc/log.h"
#include "rpc/server.h"

namespace workbook::rpc {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;  ///< a call failed, or the program could not start
inline constexpr int kExitUsage = 2;   ///< the command line was wrong

/// Parses, and says when the program is to end at once: 0 after --help, kExitUsage (error and help
/// on stderr) when the command line is wrong, nothing when it is right.
std::optional<int> ParseFlags(CLI::App& app, int argc, const char* const* argv);

/// For a flag's check(): a number from `least` to `most`. CLI::Range lets NaN pass; this does not.
CLI::Validator NumberBetween(double least, double most);

/// A server program: --host, --port, --insecure, the flags of TLS and tokens, and the life from the
/// first flag to exit status 0.
class ServerProgram {
 public:
  /// `name` opens the ready line; `example` closes the help. Make it first in main: it blocks
  /// SIGINT, SIGTERM and SIGUSR1, and threads inherit that. Raises the limit of open descriptors.
  ServerProgram(const std::string& name, const std::string& description, int default_port,
                const std::string& example);

  /// For the program's own flags.
  CLI::App& flags() { return app_; }

  std::optional<int> Parse(int argc, const char* const* argv) {
    return ParseFlags(app_, argc, argv);
  }

  /// Serves until SIGINT or SIGTERM, then drains. Prints `NAME listening on HOST:PORT` on stdout
  /// once it serves; a server that cannot start says why in one line on stderr and returns
  /// kExitFailed. Each SIGUSR1 prints one line of statistics on stderr, `NAME: up 12 s, ...`.
  int Run(Servable& servable);

  /// `NAME: message` on stderr, for what goes wrong before Run. Returns kExitFailed.
  int Fail(const absl::Status& status) const;

 private:
  std::string name_;
  CLI::App app_;
  Address address_;
  bool insecure_ = false;
  ServerSecurityFiles security_;
};

/// A client program: --host, --port, --timeout, and the flags of TLS and tokens.
class ClientProgram {
 public:
  ClientProgram(const std::string& name, const std::string& description, int default_port,
                const std::string& example);

  /// For the program's own flags.
  CLI::App& flags() { return app_; }

  /// As ParseFlags; also kExitFailed, with one line on stderr, when a file of TLS or of the token
  /// cannot be used.
  std::optional<int> Parse(int argc, const char* const* argv);

  /// The channel to --host and --port, with what the flags say of TLS and the token.
  std::shared_ptr<grpc::Channel> Channel() const { return Dial(address_, credentials_); }
  const Address& address() const { return address_; }

  /// --timeout, which is given in seconds.
  std::chrono::milliseconds timeout() const;

  /// The exit status for `status`: kExitOk, or `CODE_NAME: message` on stderr and kExitFailed.
  int Report(const absl::Status& status) const;

 private:
  std::optional<QuietLog> quiet_;
  CLI::App app_;
  Address address_;
  double timeout_seconds_ = std::chrono::duration<double>(kDefaultTimeout).count();
  ClientSecurityFiles security_;
  std::shared_ptr<grpc::ChannelCredentials> credentials_ = grpc::InsecureChannelCredentials();
};

}  // namespace workbook::rpc
