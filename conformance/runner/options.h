// The judge's command line.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/exit_status.h"
#include "conformance/behaviour.h"
#include "conformance/runner/services.h"
#include "rpc/address.h"
#include "rpc/security/credentials.h"

namespace workbook::conformance::runner {

/// No gRPC server answers at the target. Besides base/exit_status.h.
inline constexpr int kExitUnreachable = 3;

struct Options {
  const Service* service = nullptr;
  rpc::Address target;
  rpc::security::ClientSecurityFiles security;
  Level level = Level::kExpected;  ///< kRequired: nothing else is run
  std::string filter;              ///< as in Matches()
  std::string json;                ///< a path, like those below; empty: none
  std::string junit;
  std::string known_failing;
  std::string features;
  std::string orders;
  double timeout_seconds = 30;
  bool list = false;
  std::string worker;  ///< names, separated by colons: this process is the worker that runs them

  std::chrono::milliseconds timeout() const {
    return std::chrono::milliseconds(static_cast<int64_t>(timeout_seconds * 1000));
  }
};

/// Parses the flags. Returns the exit status when the program must end at once, like
/// base::CommandLine::Parse.
std::optional<int> ParseOptions(int argc, const char* const* argv, Options& options);

}  // namespace workbook::conformance::runner
