#include "judge/options.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "rpc/program.h"
#include "rpc/security_flags.h"

namespace workbook::judge {
namespace {

// Why `text` is no HOST:PORT; empty when it is one, which is then in `address`.
std::string ReadTarget(const std::string& text, rpc::Address& address) {
  const size_t colon = text.rfind(':');
  int port = 0;
  if (colon == text.npos || colon == 0 || !absl::SimpleAtoi(text.substr(colon + 1), &port) ||
      port < 1 || port > 65535) {
    return "not HOST:PORT with a port of 1 to 65535: " + text;
  }
  address = {rpc::WithoutBrackets(text.substr(0, colon)), port};
  return "";
}

std::vector<std::string> ServiceNames() {
  std::vector<std::string> names;
  for (const Service& service : Services()) names.push_back(service.name);
  return names;
}

std::string CheckSeconds(const std::string& text) {
  double seconds = 0;  // CLI::Range lets NaN pass
  const bool fits = absl::SimpleAtod(text, &seconds) && seconds >= 0.1 && seconds <= 3600;
  return fits ? "" : "not a number of seconds between 0.1 and 3600: " + text;
}

}  // namespace

std::optional<int> ParseOptions(int argc, const char* const* argv, Options& options) {
  CLI::App app("Runs a contract's suite against a server in any language, and says what holds.",
               "judge");
  app.footer(
      "\nExit status: 0 none fails, 1 some fail, 2 wrong usage, 3 no gRPC server answers there,\n"
      "130 interrupted.\n"
      "\nExample:\n  workbook judge calculator --target localhost:50050\n");
  std::string service;
  app.add_option("SERVICE", service, "Which contract")
      ->required()
      ->check(CLI::IsMember(ServiceNames()));
  std::string target;
  CLI::Option* at =
      app.add_option("--target", target, "Where the server listens")
          ->type_name("HOST:PORT")
          ->check([&options](const std::string& text) { return ReadTarget(text, options.target); });
  app.add_flag("--list", options.list, "Only say what would be judged")->excludes(at);
  std::string level = "expected";
  app.add_option("--level", level, "required: only the document's contract")
      ->capture_default_str()
      ->check(CLI::IsMember({"required", "expected"}));
  app.add_option("--filter", options.filter, "Only behaviours of these names, as --gtest_filter")
      ->type_name("NAMES");
  const CLI::Validator exists = CLI::ExistingFile.description("");
  const auto file = [&app](const std::string& flag, std::string& path, const std::string& text) {
    return app.add_option(flag, path, text)->type_name("FILE");
  };
  file("--known-failing", options.known_failing, "Names that must fail, one a line")->check(exists);
  file("--features", options.features, "What a route guide serves (JSON)")->check(exists);
  file("--orders", options.orders, "Orders that an order desk holds (text format)")->check(exists);
  file("--json", options.json, "Write all verdicts there");
  file("--junit", options.junit, "Write GoogleTest's XML report there");
  app.add_option("--timeout", options.timeout_seconds, "Seconds that one behaviour may take")
      ->capture_default_str()
      ->check(CheckSeconds);
  rpc::AddSecurityFlags(app, options.security);
  app.add_option("--witness", options.witness)->group("");  // for the judge itself

  if (const std::optional<int> exit = rpc::ParseFlags(app, argc, argv)) return exit;
  if (target.empty() && !options.list) {
    std::fputs("judge: --target is required\n", stderr);
    return kExitUsage;
  }
  for (const auto& [flag, path, only] : {std::tuple("--features", options.features, "route-guide"),
                                         std::tuple("--orders", options.orders, "order")}) {
    if (path.empty() || service == only) continue;
    std::fprintf(stderr, "judge: %s is for %s\n", flag, only);
    return kExitUsage;
  }
  options.service = FindService(service);
  if (level == "required") options.level = testing::Level::kRequired;
  return std::nullopt;
}

}  // namespace workbook::judge
