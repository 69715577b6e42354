// The workbook's commands, once ./workbook has built everything.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "lessons/runner/certs.h"
#include "lessons/runner/demo.h"
#include "lessons/runner/pairs.h"
#include "lessons/runner/screen.h"
#include "lessons/runner/stop_signals.h"

namespace {

namespace runner = workbook::runner;

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
constexpr int kExitInterrupted = 130;  // as a shell says it of SIGINT

// Where this program stands, beside those it runs.
std::filesystem::path BinFolder() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

int RunDemo(const std::vector<std::string>& names) {
  runner::Screen screen = runner::Screen::Stdout();
  runner::Demo demo(BinFolder().string(), screen);
  const runner::StopSignals stop([&demo] { demo.Interrupt(); });
  const absl::Status status = runner::RunDemos(demo, screen, runner::Pairs(), names);
  if (absl::IsCancelled(status)) return kExitInterrupted;
  return status.ok() ? 0 : kExitFailed;
}

int RunCerts(const std::string& folder, const std::string& user, bool force) {
  const absl::Status status = runner::MakeCerts(folder, user, force);
  if (!status.ok()) {
    std::fprintf(stderr, "workbook: %s\n", std::string(status.message()).c_str());
    return kExitFailed;
  }
  std::printf("In %s, to be thrown away, good for 30 days:\n", folder.c_str());
  for (const std::string& file : runner::CertFiles()) std::printf("  %s\n", file.c_str());
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

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Runs what the workbook has built.", "workbook");
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::help);
  app.footer("\nExample:\n  workbook demo calculator\n");

  std::vector<std::string> names;
  CLI::App* demo = app.add_subcommand("demo", "Run servers and their clients, and show both");
  demo->add_option("NAME", names, "Which; all of them when none is given")
      ->check(CLI::IsMember(runner::PairNames()));
  std::string folder = "build/certs";
  std::string user = "ann";
  bool force = false;
  CLI::App* certs = app.add_subcommand("certs", "Make certificates and tokens to try TLS with");
  certs->add_option("DIR", folder, "Where to put them")->capture_default_str();
  certs->add_option("--name", user, "Whose client certificate and token to make")
      ->capture_default_str();
  certs->add_flag("--force", force, "Replace what is there");
  certs->footer("\nExample:\n  workbook certs --name=bob /tmp/certs\n");
  CLI::App* test = app.add_subcommand("test", "Run all that a fresh clone must pass");
  test->prefix_command()->set_help_flag();  // --help and all the rest is for ctest
  test->footer("Further arguments go to ctest.");
  CLI::App* judge = app.add_subcommand("judge", "Run a contract's suite against a server");
  judge->prefix_command()->set_help_flag();  // likewise
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }
  if (certs->parsed()) return RunCerts(folder, user, force);
  if (judge->parsed()) return RunJudge(judge->remaining());
  return demo->parsed() ? RunDemo(names) : RunTests(test->remaining());
}
