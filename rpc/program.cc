#include "rpc/program.h"

#include <malloc.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/standard_output.h"
#include "base/text.h"
#include "rpc/descriptors.h"
#include "rpc/log.h"
#include "rpc/resources.h"
#include "rpc/security/flags.h"
#include "rpc/server_signals.h"
#include "rpc/status.h"

namespace workbook::rpc {
namespace {

void PrintError(const std::string& name, const absl::Status& status) {
  std::fprintf(stderr, "%s: %s\n", name.c_str(),
               base::Printable(std::string(status.message())).c_str());
}

base::CommandLine MakeCommandLine(const std::string& name, const std::string& description,
                                  const std::string& example) {
  return base::CommandLine(name, description, absl::StrCat("\nExample:\n  ", example, "\n"));
}

void AddAddressFlags(base::CommandLine& flags, Address& address) {
  flags.Add("--host", address.host, "Name or address").ShowDefault().Transform(WithoutBrackets);
  flags.Add("--port", address.port, "TCP port").ShowDefault().Between(0, 65535);
}

}  // namespace

ServerProgram::ServerProgram(const std::string& name, const std::string& description,
                             int default_port, const std::string& example)
    : flags_(MakeCommandLine(name, description, example)), address_{"127.0.0.1", default_port} {
  // Debian builds Abseil without NDEBUG: its deadlock detector would triple the cost of each lock.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  PrepareServerSignals();
  ReportMissingResources(name);
  // The server must survive the reader of its stdout.
  std::signal(SIGPIPE, SIG_IGN);
  // A message of six bytes that announces a text of 20 MB makes protobuf allocate 20 MB. By default
  // glibc then keeps blocks of that size: 50 MB of resident memory after a few thousand messages.
  mallopt(M_MMAP_THRESHOLD, 256 * 1024);
  InstallLog();
  RaiseDescriptorLimit();

  AddAddressFlags(flags_, address_);
  flags_.Describe("--port", "TCP port; 0 picks a free one");
  flags_.Add("--insecure", insecure_, "Allow plaintext on an address that is not loopback");
  security::AddSecurityFlags(flags_, security_);
}

std::optional<int> ServerProgram::Parse(int argc, const char* const* argv) {
  if (const auto exit_code = flags_.Parse(argc, argv)) return exit_code;
  if (const absl::Status threads = CheckThreads(); !threads.ok()) return Fail(threads);
  return std::nullopt;
}

int ServerProgram::Fail(const absl::Status& status) const {
  PrintError(flags_.name(), status);
  return base::kExitFailed;
}

int ServerProgram::Run(Servable& servable) {
  // Again: what the program has loaded since takes memory too.
  if (const absl::Status threads = CheckThreads(); !threads.ok()) return Fail(threads);
  security::TokenStore::Options options;
  options.log = [this](const std::string& line) {
    PrintLine(absl::StrCat(flags_.name(), ": ", base::Printable(line)));
  };
  const absl::StatusOr<security::ServerSecurity> security =
      security::ReadServerSecurity(security_, options);
  if (!security.ok()) return Fail(security.status());

  if (security_.certificate.empty() && !insecure_ && !IsLoopback(address_.host)) {
    // For a name that does not resolve, report that rather than "not a loopback address".
    if (absl::Status bound = TryToBind({address_.host, 0}); !bound.ok()) return Fail(bound);
    return Fail(absl::FailedPreconditionError(
        absl::StrCat(address_.host,
                     " is not a loopback address; --tls-cert and --tls-key serve it over TLS, "
                     "--insecure in plaintext")));
  }

  absl::StatusOr<std::unique_ptr<Server>> server = [&] {
    const QuietLog quiet;  // the status has the reason, in one line
    return Server::Listen(address_, servable, *security);
  }();
  if (!server.ok()) return Fail(server.status());
  HoldStopSignals();
  AbortForMissingResources();
  std::printf("%s listening on %s\n", flags_.name().c_str(),
              (*server)->address().ToString().c_str());
  std::fflush(stdout);

  const auto start = std::chrono::steady_clock::now();
  WaitForStopSignal(flags_.name(), [&] {
    const auto up =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - start);
    const std::string more = servable.Statistics();
    return absl::StrCat("up ", up.count(), " s, ", DescriptorUse(), ", ", UnacceptedConnections(),
                        " connections unaccepted", more.empty() ? "" : ", ", base::Printable(more));
  });
  (*server)->Shutdown();
  return base::kExitOk;
}

ClientProgram::ClientProgram(const std::string& name, const std::string& description,
                             int default_port, const std::string& example)
    : flags_(MakeCommandLine(name, description, example)), address_{"127.0.0.1", default_port} {
  ReportMissingResources(name);
  base::ReportUnwrittenOutput();
  InstallLog();
  // The status of a call has its error; gRPC would log it once more, in the middle of the program's
  // own output.
  if (std::getenv("GRPC_VERBOSITY") == nullptr) quiet_.emplace();
  AddAddressFlags(flags_, address_);
  flags_.Add("--timeout", timeout_seconds_, "Seconds that a call may take")
      .ShowDefault()
      .Between(0.001, 86400);
  security::AddSecurityFlags(flags_, security_);
}

std::optional<int> ClientProgram::Parse(int argc, const char* const* argv) {
  if (const auto exit_code = flags_.Parse(argc, argv)) return exit_code;
  const absl::Status threads = CheckThreads();
  auto credentials = threads.ok() ? security::ReadChannelCredentials(security_) : threads;
  if (!credentials.ok()) {
    PrintError(flags_.name(), credentials.status());
    return base::kExitFailed;
  }
  credentials_ = *std::move(credentials);
  return std::nullopt;
}

std::chrono::milliseconds ClientProgram::timeout() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::duration<double>(timeout_seconds_));
}

int ClientProgram::Report(const absl::Status& status) const {
  if (status.ok()) return base::kExitOk;
  absl::Status reported = status;
  if (absl::IsUnimplemented(status) && status.message().empty()) {
    // gRPC's own status has no message; most often another server has the port.
    reported = absl::UnimplementedError(
        absl::StrCat("the server at ", address_.ToString(), " has no such service or method"));
  }
  base::Flush(stdout);  // earlier output comes before the error, also in a pipe
  std::fprintf(stderr, "%s\n", Describe(reported).c_str());
  return base::kExitFailed;
}

}  // namespace workbook::rpc
