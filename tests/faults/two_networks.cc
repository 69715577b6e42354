#include "tests/faults/two_networks.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/e2e/programs.h"

namespace workbook::tests {

using base::Process;

namespace {

using Argv = std::vector<std::string>;

// Runs `argv` to its end. UNAVAILABLE, with its stderr, when it fails.
absl::Status Run(const Argv& argv) {
  auto process = Process::Start({argv});
  if (!process.ok()) return process.status();
  const auto exit = (*process)->WaitForExit(kHang);
  if (exit.ok() && exit->ok()) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat(absl::StrJoin(argv, " "), ": ",
                   absl::StrJoin((*process)->lines(Process::Stream::kStderr), "; ")));
}

// An idle process with its own network namespace.
absl::StatusOr<std::unique_ptr<Process>> NewNetwork() {
  auto holder = Process::Start({{"unshare", "--net", "sh", "-c", "echo ready; exec sleep 1000"}});
  if (!holder.ok()) return holder.status();
  if (const auto ready = (*holder)->WaitForLine(Process::Stream::kStdout, "ready", kHang);
      !ready.ok()) {
    return absl::UnavailableError(
        absl::StrCat("unshare: ", absl::StrJoin((*holder)->lines(Process::Stream::kStderr), "; ")));
  }
  return holder;
}

Argv Inside(const Process& network, const Argv& argv) {
  // Without the proxy that the environment of all tests names: these addresses are not loopback.
  Argv all = {
      "env", "-u", "grpc_proxy", "nsenter", "--net", "--target", std::to_string(network.pid())};
  all.insert(all.end(), argv.begin(), argv.end());
  return all;
}

std::unique_ptr<Process> StartInside(const Process& network, Argv argv) {
  argv.at(0) = ProgramPath(argv.at(0));
  auto process = Process::Start({Inside(network, argv), /*pipe_stdin=*/true});
  EXPECT_TRUE(process.ok()) << process.status();
  return process.ok() ? *std::move(process) : nullptr;
}

}  // namespace

absl::StatusOr<std::unique_ptr<TwoNetworks>> TwoNetworks::Create() {
  if (geteuid() != 0) return absl::UnavailableError("network namespaces need root");
  std::unique_ptr<TwoNetworks> networks(new TwoNetworks());
  if (const absl::Status status = networks->SetUp(); !status.ok()) return status;
  return networks;
}

absl::Status TwoNetworks::SetUp() {
  for (auto* network : {&server_network_, &client_network_}) {
    auto made = NewNetwork();
    if (!made.ok()) return made.status();
    *network = *std::move(made);
  }
  const auto pid = [](const auto& network) { return std::to_string(network->pid()); };
  if (absl::Status cable =
          Run({"ip", "link", "add", "server", "netns", pid(server_network_), "type", "veth", "peer",
               "name", "client", "netns", pid(client_network_)});
      !cable.ok()) {
    return cable;
  }
  for (const Argv& argv :
       {Inside(*server_network_,
               {"ip", "address", "add", absl::StrCat(kServerHost, "/30"), "dev", "server"}),
        Inside(*server_network_, {"ip", "link", "set", "server", "up"}),
        Inside(*client_network_, {"ip", "address", "add", "10.55.0.2/30", "dev", "client"}),
        Inside(*client_network_, {"ip", "link", "set", "client", "up"})}) {
    if (absl::Status status = Run(argv); !status.ok()) return status;
  }
  return absl::OkStatus();
}

std::unique_ptr<Process> TwoNetworks::StartServer(const Argv& argv) {
  return StartInside(*server_network_, argv);
}

std::unique_ptr<Process> TwoNetworks::StartClient(const Argv& argv) {
  return StartInside(*client_network_, argv);
}

void TwoNetworks::CutTheCable() {
  const absl::Status cut = Run(Inside(*client_network_, {"ip", "link", "set", "client", "down"}));
  EXPECT_TRUE(cut.ok()) << cut;
}

}  // namespace workbook::tests
