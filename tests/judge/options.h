// The judge's command line.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "contract/behaviour.h"
#include "judge/services.h"
#include "rpc/address.h"
#include "rpc/credentials.h"

namespace workbook::judge {

inline constexpr int kExitFailed = 1;       ///< a behaviour failed, or a file could not be written
inline constexpr int kExitUsage = 2;        ///< the command line, or a file that it names, is wrong
inline constexpr int kExitUnreachable = 3;  ///< no gRPC server answers at the target

struct Options {
  const Service* service = nullptr;
  rpc::Address target;
  rpc::ClientSecurityFiles security;
  testing::Level level = testing::Level::kExpected;  ///< kRequired: nothing else is run
  std::string filter;                                ///< as in Takes()
  std::string json;                                  ///< paths; empty: not asked for
  std::string junit;
  std::string known_failing;
  std::string features;
  std::string orders;
  double timeout_seconds = 30;
  bool list = false;
  std::string witness;  ///< names, by colons: this process is the witness that is to judge them

  std::chrono::milliseconds timeout() const {
    return std::chrono::milliseconds(static_cast<int64_t>(timeout_seconds * 1000));
  }
};

/// Parses; the exit status when the program is to end at once, as rpc::ParseFlags has it.
std::optional<int> ParseOptions(int argc, const char* const* argv, Options& options);

}  // namespace workbook::judge
