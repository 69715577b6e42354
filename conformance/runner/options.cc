#include "conformance/runner/options.h"

#include <cstdio>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/exit_status.h"
#include "base/flags.h"
#include "conformance/runner/worker_supervisor.h"
#include "rpc/address.h"
#include "rpc/security/flags.h"

namespace workbook::conformance::runner {
namespace {

// Why `text` is no HOST:PORT; empty when it is one, which is then in `address`.
std::string ReadTarget(const std::string& text, rpc::Address& address) {
  absl::StatusOr<rpc::Address> parsed = rpc::ParseAddress(text);
  if (!parsed.ok()) return std::string(parsed.status().message());
  address = *std::move(parsed);
  return "";
}

std::vector<std::string> ServiceNames() {
  std::vector<std::string> names;
  for (const Service& service : Services()) names.push_back(service.name);
  return names;
}

}  // namespace

std::optional<int> ParseOptions(int argc, const char* const* argv, Options& options) {
  base::CommandLine flags(
      "judge", "Checks a server, in any language, against its contract.",
      "\nExit status: 0 no failures, 1 failures, 2 wrong usage, 3 no gRPC server answers,\n"
      "130 interrupted.\n"
      "\nExample:\n  judge calculator --target localhost:50050\n");
  std::string service;
  flags.Add("SERVICE", service, "Which contract").Required().OneOf(ServiceNames());
  std::string target;
  const base::Flag at =
      flags.Add("--target", target, "Where the server listens")
          .Named("HOST:PORT")
          .Check([&options](const std::string& text) { return ReadTarget(text, options.target); });
  flags.Add("--list", options.list, "Print the behaviours and exit").Excludes(at);
  std::string level = "expected";
  flags.Add("--level", level, "required: only what the document's contract demands")
      .ShowDefault()
      .OneOf({"required", "expected"});
  flags.Add("--filter", options.filter, "Only behaviours of these names, as in --gtest_filter")
      .Named("NAMES");
  const auto file = [&flags](const char* flag, std::string& path, const char* what) {
    return flags.Add(flag, path, what).Named("FILE");
  };
  file("--known-failing", options.known_failing, "Names that must fail, one a line").ExistingFile();
  file("--features", options.features, "Features that the server has (JSON)").ExistingFile();
  file("--orders", options.orders, "Orders that the server has (text format)").ExistingFile();
  file("--json", options.json, "Write all verdicts to FILE");
  file("--junit", options.junit, "Write a GoogleTest XML report to FILE");
  flags.Add("--timeout", options.timeout_seconds, "Time limit of one behaviour, in seconds")
      .ShowDefault()
      .Between(0.1, 3600);
  rpc::security::AddSecurityFlags(flags, options.security);
  flags.Add(kWorkerFlag, options.worker, "").Hidden();  // for the judge itself

  if (const std::optional<int> exit = flags.Parse(argc, argv)) return exit;
  if (target.empty() && !options.list) {
    std::fputs("judge: --target is required\n", stderr);
    return base::kExitUsage;
  }
  for (const auto& [flag, path, only] : {std::tuple("--features", options.features, "route-guide"),
                                         std::tuple("--orders", options.orders, "order")}) {
    if (path.empty() || service == only) continue;
    std::fprintf(stderr, "judge: %s applies to %s only\n", flag, only);
    return base::kExitUsage;
  }
  options.service = FindService(service);
  if (level == "required") options.level = Level::kRequired;
  return std::nullopt;
}

}  // namespace workbook::conformance::runner
