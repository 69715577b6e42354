#include "rpc/program.h"

#include <malloc.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "rpc/descriptors.h"
#include "rpc/log.h"
#include "rpc/security_flags.h"
#include "rpc/server_signals.h"
#include "rpc/status.h"
#include "rpc/text.h"

namespace workbook::rpc {
namespace {

void PrintError(const std::string& name, const absl::Status& status) {
  std::fprintf(stderr, "%s: %s\n", name.c_str(), Printable(std::string(status.message())).c_str());
}

void AddAddressFlags(CLI::App& app, Address& address) {
  app.add_option("--host", address.host, "Name or address")
      ->capture_default_str()
      ->transform(&WithoutBrackets, "");
  app.add_option("--port", address.port, "TCP port")
      ->capture_default_str()
      ->check(CLI::Range(0, 65535));
}

void SetUpApp(CLI::App& app, const std::string& name, const std::string& description,
              const std::string& example) {
  app.name(name);
  app.description(description);
  app.footer(absl::StrCat("\nExample:\n  ", example, "\n"));
}

}  // namespace

std::optional<int> ParseFlags(CLI::App& app, int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success&) {  // --help
    std::fputs(app.help().c_str(), stdout);
    return kExitOk;
  } catch (const CLI::ParseError& error) {
    std::fprintf(stderr, "%s: %s\n\n%s", app.get_name().c_str(), Printable(error.what()).c_str(),
                 app.help().c_str());
    return kExitUsage;
  }
}

CLI::Validator NumberBetween(double least, double most) {
  const std::string range = absl::StrCat("between ", least, " and ", most);
  return CLI::Validator(
      [=](const std::string& text) -> std::string {
        double number = 0;
        const bool fits = absl::SimpleAtod(text, &number) && number >= least && number <= most;
        return fits ? "" : absl::StrCat("not a number ", range, ": ", text);
      },
      range);
}

ServerProgram::ServerProgram(const std::string& name, const std::string& description,
                             int default_port, const std::string& example)
    : name_(name), address_{"127.0.0.1", default_port} {
  // Debian builds Abseil without NDEBUG: its deadlock detector would triple the cost of each lock.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  BlockServerSignals();
  // A reader of stdout that went away must not end the server.
  std::signal(SIGPIPE, SIG_IGN);
  // Six bytes that say "a text of 20 MB follows" make protobuf ask for 20 MB. glibc would learn
  // from it to keep blocks of that size for later: 50 MB of resident memory after a few thousand of
  // them.
  mallopt(M_MMAP_THRESHOLD, 256 * 1024);
  InstallLog();
  RaiseDescriptorLimit();

  SetUpApp(app_, name, description, example);
  AddAddressFlags(app_, address_);
  app_.get_option("--port")->description("TCP port; 0 picks a free one");
  app_.add_flag("--insecure", insecure_, "Allow plaintext on an address that is not loopback");
  AddSecurityFlags(app_, security_);
}

int ServerProgram::Fail(const absl::Status& status) const {
  PrintError(name_, status);
  return kExitFailed;
}

int ServerProgram::Run(Servable& servable) {
  TokenStore::Options options;
  options.log = [this](const std::string& line) {
    PrintLine(absl::StrCat(name_, ": ", Printable(line)));
  };
  const absl::StatusOr<ServerSecurity> security = ReadServerSecurity(security_, options);
  if (!security.ok()) return Fail(security.status());

  if (security_.certificate.empty() && !insecure_ && !IsLoopback(address_.host)) {
    // A name that does not resolve has a better reason than "not loopback".
    if (absl::Status bound = TryToBind({address_.host, 0}); !bound.ok()) return Fail(bound);
    return Fail(absl::FailedPreconditionError(
        absl::StrCat(address_.host,
                     " is not a loopback address; --tls-cert and --tls-key serve it over TLS, "
                     "--insecure in plaintext")));
  }

  absl::StatusOr<std::unique_ptr<Server>> server = [&] {
    const QuietLog quiet;  // the status says it, in one line
    return Server::Listen(address_, servable, *security);
  }();
  if (!server.ok()) return Fail(server.status());
  std::printf("%s listening on %s\n", name_.c_str(), (*server)->address().ToString().c_str());
  std::fflush(stdout);

  const auto start = std::chrono::steady_clock::now();
  WaitForStopSignal(name_, [&] {
    const auto up =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - start);
    const std::string more = servable.Statistics();
    return absl::StrCat("up ", up.count(), " s, ", DescriptorUse(), ", ", UnacceptedConnections(),
                        " connections unaccepted", more.empty() ? "" : ", ", Printable(more));
  });
  (*server)->Shutdown();
  return kExitOk;
}

ClientProgram::ClientProgram(const std::string& name, const std::string& description,
                             int default_port, const std::string& example)
    : address_{"127.0.0.1", default_port} {
  InstallLog();
  // What goes wrong with a call is in its status; gRPC would say it once more, and to a terminal
  // that has something else on it.
  if (std::getenv("GRPC_VERBOSITY") == nullptr) quiet_.emplace();
  SetUpApp(app_, name, description, example);
  AddAddressFlags(app_, address_);
  app_.add_option("--timeout", timeout_seconds_, "Seconds that a call may take")
      ->capture_default_str()
      ->check(NumberBetween(0.001, 86400));
  AddSecurityFlags(app_, security_);
}

std::optional<int> ClientProgram::Parse(int argc, const char* const* argv) {
  if (const auto exit_code = ParseFlags(app_, argc, argv)) return exit_code;
  auto credentials = ReadChannelCredentials(security_);
  if (!credentials.ok()) {
    PrintError(app_.get_name(), credentials.status());
    return kExitFailed;
  }
  credentials_ = *std::move(credentials);
  return std::nullopt;
}

std::chrono::milliseconds ClientProgram::timeout() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::duration<double>(timeout_seconds_));
}

int ClientProgram::Report(const absl::Status& status) const {
  if (status.ok()) return kExitOk;
  absl::Status told = status;
  if (absl::IsUnimplemented(status) && status.message().empty()) {
    // gRPC's own answer says nothing more; most often another server has the port.
    told = absl::UnimplementedError(
        absl::StrCat("the server at ", address_.ToString(), " has no such service or method"));
  }
  std::fflush(stdout);  // what was printed before the failure stands before it, in a pipe too
  std::fprintf(stderr, "%s\n", Describe(told).c_str());
  return kExitFailed;
}

}  // namespace workbook::rpc
