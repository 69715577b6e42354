#include "lessons/runner/tool_commands.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "lessons/runner/certs.h"
#include "lessons/runner/demo.h"
#include "lessons/runner/exit_status.h"
#include "lessons/runner/pairs.h"
#include "lessons/runner/screen.h"
#include "lessons/runner/stop_signals.h"
#include "lessons/runner/tree.h"

namespace workbook::runner {
namespace {

// Where this program stands, beside those it runs.
std::filesystem::path BinFolder() { return ThisProgram().parent_path(); }

int RunDemo(const std::vector<std::string>& names) {
  Screen screen = Screen::Stdout();
  Demo demo(BinFolder().string(), screen);
  const StopSignals stop([&demo] { demo.Interrupt(); });
  const absl::Status status = RunDemos(demo, screen, Pairs(), names);
  if (absl::IsCancelled(status)) return kExitInterrupted;
  return status.ok() ? 0 : kExitFailed;
}

int RunCerts(const std::string& folder, const std::string& user, bool force) {
  const absl::Status status = MakeCerts(folder, user, force);
  if (!status.ok()) {
    std::fprintf(stderr, "workbook: %s\n", std::string(status.message()).c_str());
    return kExitFailed;
  }
  std::printf("In %s, to be thrown away, good for 30 days:\n", folder.c_str());
  for (const std::string& file : CertFiles()) std::printf("  %s\n", file.c_str());
  const char* at = folder.c_str();
  std::printf(
      "\nTLS, and who calls shows a token:\n"
      "  build/bin/calculator_server --tls-cert %s/server.pem --tls-key %s/server.key \\\n"
      "      --tokens %s/tokens.txtpb\n"
      "  build/bin/calculator_client --tls-ca %s/ca.pem --token-file %s/client.token\n"
      "\nTLS, and who calls shows a certificate:\n"
      "  build/bin/calculator_server --tls-cert %s/server.pem --tls-key %s/server.key \\\n"
      "      --tls-client-ca %s/ca.pem\n"
      "  build/bin/calculator_client --tls-ca %s/ca.pem --tls-cert %s/client.pem \\\n"
      "      --tls-key %s/client.key\n",
      at, at, at, at, at, at, at, at, at, at, at);
  return 0;
}

// Becomes another program. Returns only when that fails.
int Become(std::vector<std::string> command) {
  std::vector<char*> argv;
  for (std::string& argument : command) argv.push_back(argument.data());
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  std::fprintf(stderr, "workbook: cannot run %s: %s\n", argv[0], std::strerror(errno));
  return kExitFailed;
}

int RunTests(const std::vector<std::string>& arguments) {
  // The tests of the build that this program belongs to, whichever preset made it.
  std::vector<std::string> command = {"ctest",
                                      "--test-dir",
                                      BinFolder().parent_path().string(),
                                      "--output-on-failure",
                                      "--no-tests=error",
                                      "--parallel",
                                      std::to_string(std::thread::hardware_concurrency()),
                                      "-L",
                                      "lesson"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return Become(command);
}

int RunJudge(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {(BinFolder() / "judge").string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return Become(command);
}

struct CertsFlags {
  std::string folder = "build/certs";
  std::string user = "ann";
  bool force = false;
};

void AddDemo(CLI::App& app, Command& chosen) {
  const auto names = std::make_shared<std::vector<std::string>>();
  CLI::App* demo = app.add_subcommand("demo", "Run servers and their clients, and show both");
  demo->add_option("NAME", *names, "Which; all of them when none is given")
      ->check(CLI::IsMember(PairNames()));
  demo->callback([&chosen, names] { chosen = [names] { return RunDemo(*names); }; });
}

void AddCerts(CLI::App& app, Command& chosen) {
  const auto flags = std::make_shared<CertsFlags>();
  CLI::App* certs = app.add_subcommand("certs", "Make certificates and tokens to try TLS with");
  certs->add_option("DIR", flags->folder, "Where to put them")->capture_default_str();
  certs->add_option("--name", flags->user, "Whose client certificate and token to make")
      ->capture_default_str();
  certs->add_flag("--force", flags->force, "Replace what is there");
  certs->footer("\nExample:\n  workbook certs --name=bob /tmp/certs\n");
  certs->callback([&chosen, flags] {
    chosen = [flags] { return RunCerts(flags->folder, flags->user, flags->force); };
  });
}

// What stands after it is for another program: --help, too.
void AddHandover(CLI::App& app, Command& chosen, const char* name, const char* what,
                 int (*run)(const std::vector<std::string>&)) {
  CLI::App* command = app.add_subcommand(name, what);
  command->prefix_command()->set_help_flag();
  command->callback([&chosen, command, run] {
    chosen = [arguments = command->remaining(), run] { return run(arguments); };
  });
}

}  // namespace

void AddToolCommands(CLI::App& app, Command& chosen) {
  AddDemo(app, chosen);
  AddCerts(app, chosen);
  AddHandover(app, chosen, "judge", "Run a contract's suite against a server", RunJudge);
  AddHandover(app, chosen, "test", "Run all that a fresh clone must pass, by ctest", RunTests);
}

}  // namespace workbook::runner
