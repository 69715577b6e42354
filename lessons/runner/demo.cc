#include "lessons/runner/demo.h"

#include <algorithm>
#include <csignal>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace workbook::lessons::runner {

const std::vector<Pair>& Pairs() {
  static const std::vector<Pair> pairs = {
      {"calculator",
       {"server", {"calculator_server", "--api=sync"}},
       {{"client", {"calculator_client"}}}},
      {"calculator",
       {"server", {"calculator_server", "--api=callback"}},
       {{"client", {"calculator_client"}}}},
      {"calculator",
       {"server", {"calculator_server", "--api=cq"}},
       {{"client", {"calculator_client"}}, {"client", {"calculator_client", "divide", "7", "2"}}}},
      {"order",
       {"server", {"order_server"}},
       {{"client", {"order_client"}}, {"client", {"order_client", "103", "104"}}}},
      {"route_guide",
       {"server", {"route_guide_server", "--api=sync"}},
       {{"client", {"route_guide_client"}}}},
      {"route_guide",
       {"server", {"route_guide_server", "--api=callback"}},
       {{"client", {"route_guide_client", "record-route"}},
        {"client", {"route_guide_client", "route-chat"}}}},
      {"chat",
       {"server", {"chat_server"}},
       {{"ann", {"chat_client", "--id=ann", "--contract=room"}},
        {"ben", {"chat_client", "--id=ben", "--contract=chat_proto"}},
        {"cho", {"chat_client", "--id=cho", "--contract=chat"}},
        {"dan", {"chat_client", "--id=dan", "--contract=note"}}},
       {{0, "Is anybody there?"},
        {1, "Yes, on another contract."},
        {2, "And I use a third one."},
        {3, "I joined late and read it all."},
        {0, "So all four contracts share one room."},
        {1, "They do. Bye!"}}},
  };
  return pairs;
}

std::vector<std::string> PairNames() {
  std::vector<std::string> names;
  for (const Pair& pair : Pairs()) {
    if (names.empty() || names.back() != pair.name) names.push_back(pair.name);
  }
  return names;
}

absl::Status Demo::Run(const Pair& pair) {
  const auto server = Start(pair.server, {"--port=0"}, /*pipe_stdin=*/false);
  absl::Status status = server.status();
  if (server.ok()) {
    const auto ready =
        (*server)->WaitForLine(base::Process::Stream::kStdout, " listening on ", timeouts_.ready);
    status = ready.status();
    if (ready.ok()) {
      const std::string port = ready->substr(ready->rfind(':') + 1);
      status = pair.inputs.empty() ? RunClients(pair, port) : TypeInputs(pair, port);
    }
    (*server)->Signal(SIGTERM);
    status.Update(WaitForSuccess(pair.server, **server, timeouts_.stop));
  }
  const base::MutexLock lock(mutex_);
  running_.clear();
  if (interrupts_ > 0) return absl::CancelledError("interrupted");
  return status;
}

absl::Status Demo::RunClients(const Pair& pair, const std::string& port) {
  for (const Program& program : pair.clients) {
    const auto client = Start(program, {absl::StrCat("--port=", port)}, /*pipe_stdin=*/false);
    if (!client.ok()) return client.status();
    absl::Status status = WaitForSuccess(program, **client, timeouts_.client);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Demo::TypeInputs(const Pair& pair, const std::string& port) {
  Processes clients(pair.clients.size());
  for (const Input& input : pair.inputs) {
    std::shared_ptr<base::Process>& sender = clients.at(input.client);
    if (sender == nullptr) {
      auto client = Start(pair.clients[input.client], {absl::StrCat("--port=", port)},
                          /*pipe_stdin=*/true);
      if (!client.ok()) return client.status();
      sender = *std::move(client);
    }
    absl::Status status = sender->Write(absl::StrCat(input.text, "\n"));
    if (!status.ok()) return status;
    for (const std::shared_ptr<base::Process>& receiver : clients) {
      if (receiver == nullptr) continue;
      status = receiver->WaitForLine(base::Process::Stream::kStdout, input.text, timeouts_.client)
                   .status();
      if (!status.ok()) return status;
    }
  }
  absl::Status status;
  for (size_t i = 0; i < clients.size(); ++i) {
    if (clients[i] == nullptr) continue;
    clients[i]->CloseStdin();
    status.Update(WaitForSuccess(pair.clients[i], *clients[i], timeouts_.client));
  }
  return status;
}

absl::StatusOr<std::shared_ptr<base::Process>> Demo::Start(
    const Program& program, const std::vector<std::string>& more_arguments, bool pipe_stdin) {
  std::vector<std::string> argv = program.argv;
  argv.insert(argv.end(), more_arguments.begin(), more_arguments.end());
  // Start and register under one lock: Interrupt must find every process that was started.
  const base::MutexLock lock(mutex_);
  if (interrupts_ > 0) return absl::CancelledError("interrupted");
  output_.RunnerLine(absl::StrCat("$ ", absl::StrJoin(argv, " ")));
  argv[0] = absl::StrCat(bin_, "/", argv[0]);
  auto process =
      base::Process::Start({argv, pipe_stdin, [this, name = program.name](auto stream, auto& line) {
                              output_.ProgramLine(name, stream, line);
                            }});
  if (!process.ok()) return process.status();
  running_.push_back(*std::move(process));
  return running_.back();
}

absl::Status Demo::WaitForSuccess(const Program& program, base::Process& process,
                                  std::chrono::milliseconds timeout) {
  const absl::StatusOr<base::Exit> exit = process.WaitForExit(timeout);
  if (!exit.ok()) return exit.status();
  if (exit->ok()) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat(program.argv[0], ": ", exit->ToString()));
}

void Demo::Interrupt() {
  const base::MutexLock lock(mutex_);
  ++interrupts_;
  for (const std::shared_ptr<base::Process>& process : running_) {
    interrupts_ == 1 ? process->Signal(SIGTERM) : process->Kill();
  }
}

absl::Status RunDemos(Demo& demo, DemoOutput& output, const std::vector<Pair>& pairs,
                      const std::vector<std::string>& names) {
  absl::Status result;
  for (const Pair& pair : pairs) {
    if (!names.empty() && std::ranges::find(names, pair.name) == names.end()) continue;
    output.RunnerLine(absl::StrCat("---- ", pair.name, " ----"));
    const absl::Status status = demo.Run(pair);
    if (!status.ok()) output.RunnerLine(absl::StrCat(pair.name, " FAILED: ", status.message()));
    output.RunnerLine("");
    result.Update(status);
    if (absl::IsCancelled(status)) return result;
  }
  output.RunnerLine(result.ok() ? "Every server and client exited with status 0."
                                : "Not every server and client exited with status 0.");
  return result;
}

}  // namespace workbook::lessons::runner
