#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/exit_status.h"
#include "base/stop_signals.h"
#include "lessons/runner/certs.h"
#include "lessons/runner/commands.h"
#include "lessons/runner/demo.h"
#include "lessons/runner/demo_output.h"
#include "lessons/runner/workspace.h"

namespace workbook::lessons::runner {
namespace {

// The folder of this program and of the programs that it runs.
std::filesystem::path BinFolder() { return ThisProgram().parent_path(); }

int RunDemo(const std::vector<std::string>& names) {
  DemoOutput output = DemoOutput::Stdout();
  Demo demo(BinFolder().string(), output);
  const base::StopSignals stop([&demo] { demo.Interrupt(); });
  const absl::Status status = RunDemos(demo, output, Pairs(), names);
  if (absl::IsCancelled(status)) return base::kExitInterrupted;
  return status.ok() ? 0 : base::kExitFailed;
}

int RunCerts(const std::string& folder, const std::string& user, bool force) {
  const absl::Status status = MakeCerts(folder, user, force);
  if (!status.ok()) {
    std::fprintf(stderr, "workbook: %s\n", std::string(status.message()).c_str());
    return base::kExitFailed;
  }
  std::printf("Test certificates and tokens in %s, valid for 30 days:\n", folder.c_str());
  for (const std::string& file : CertFiles()) std::printf("  %s\n", file.c_str());
  const char* at = folder.c_str();
  std::printf(
      "\nTLS; the client sends a token:\n"
      "  build/bin/calculator_server --tls-cert %s/server.pem --tls-key %s/server.key \\\n"
      "      --tokens %s/tokens.txtpb\n"
      "  build/bin/calculator_client --tls-ca %s/ca.pem --token-file %s/client.token\n"
      "\nTLS; the client presents a certificate:\n"
      "  build/bin/calculator_server --tls-cert %s/server.pem --tls-key %s/server.key \\\n"
      "      --tls-client-ca %s/ca.pem\n"
      "  build/bin/calculator_client --tls-ca %s/ca.pem --tls-cert %s/client.pem \\\n"
      "      --tls-key %s/client.key\n",
      at, at, at, at, at, at, at, at, at, at, at);
  return 0;
}

// Replaces this process by another program. Returns only when that fails.
int Execute(std::vector<std::string> command) {
  std::vector<char*> argv;
  for (std::string& argument : command) argv.push_back(argument.data());
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  std::fprintf(stderr, "workbook: cannot run %s: %s\n", argv[0], std::strerror(errno));
  return base::kExitFailed;
}

int RunTests(const std::vector<std::string>& arguments) {
  // The tests of this program's own build folder, for any preset.
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
  return Execute(command);
}

int RunJudge(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {(BinFolder() / "judge").string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return Execute(command);
}

struct CertsFlags {
  std::string folder = "build/certs";
  std::string user = "ann";
  bool force = false;
};

void AddDemo(base::CommandLine& line, Command& chosen) {
  const auto names = std::make_shared<std::vector<std::string>>();
  base::CommandLine demo =
      line.AddCommand("demo", "Run the servers and their clients, and show their output");
  demo.Add("NAME", *names, "The service; default: all of them").OneOf(PairNames());
  demo.OnParsed([&chosen, names] {
    chosen = [names] { return RunDemo(*names); };
    return absl::OkStatus();
  });
}

void AddCerts(base::CommandLine& line, Command& chosen) {
  const auto flags = std::make_shared<CertsFlags>();
  base::CommandLine certs = line.AddCommand("certs", "Make certificates and tokens for trying TLS");
  certs.Add("DIR", flags->folder, "The folder to write them to").ShowDefault();
  certs.Add("--name", flags->user, "The user of the client certificate and token").ShowDefault();
  certs.Add("--force", flags->force, "Overwrite existing files");
  certs.SetFooter("\nExample:\n  workbook certs --name=bob /tmp/certs\n");
  certs.OnParsed([&chosen, flags] {
    chosen = [flags] { return RunCerts(flags->folder, flags->user, flags->force); };
    return absl::OkStatus();
  });
}

// A command that passes all its arguments, even --help, to another program.
void AddHandover(base::CommandLine& line, Command& chosen, const char* name, const char* what,
                 int (*run)(const std::vector<std::string>&)) {
  base::CommandLine command = line.AddCommand(name, what);
  const auto arguments = std::make_shared<std::vector<std::string>>();
  command.TakesAnything(*arguments);
  command.OnParsed([&chosen, arguments, run] {
    chosen = [arguments, run] { return run(*arguments); };
    return absl::OkStatus();
  });
}

}  // namespace

void AddToolCommands(base::CommandLine& line, Command& chosen) {
  AddDemo(line, chosen);
  AddCerts(line, chosen);
  AddHandover(line, chosen, "judge", "Run a contract's suite against a server", RunJudge);
  AddHandover(line, chosen, "test", "Run the tests that a fresh clone must pass, with ctest",
              RunTests);
}

}  // namespace workbook::lessons::runner
