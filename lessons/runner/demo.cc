#include "lessons/runner/demo.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace workbook::runner {

absl::Status Demo::Run(const Pair& pair) {
  const auto server = Start(pair.server, {"--port=0"}, /*pipe_stdin=*/false);
  absl::Status status = server.status();
  if (server.ok()) {
    const auto ready =
        (*server)->WaitForLine(Process::Stream::kStdout, " listening on ", patience_.ready);
    status = ready.status();
    if (ready.ok()) {
      const std::string port = ready->substr(ready->rfind(':') + 1);
      status = pair.conversation.empty() ? RunClients(pair, port) : Converse(pair, port);
    }
    (*server)->Signal(SIGTERM);
    status.Update(WaitForSuccess(pair.server, **server, patience_.stop));
  }
  const std::lock_guard lock(mutex_);
  on_stage_.clear();
  if (interrupts_ > 0) return absl::CancelledError("interrupted");
  return status;
}

absl::Status Demo::RunClients(const Pair& pair, const std::string& port) {
  for (const Player& player : pair.clients) {
    const auto client = Start(player, {absl::StrCat("--port=", port)}, /*pipe_stdin=*/false);
    if (!client.ok()) return client.status();
    absl::Status status = WaitForSuccess(player, **client, patience_.client);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Demo::Converse(const Pair& pair, const std::string& port) {
  Cast clients(pair.clients.size());
  for (const Speech& speech : pair.conversation) {
    std::shared_ptr<Process>& speaker = clients.at(speech.speaker);
    if (speaker == nullptr) {
      auto client = Start(pair.clients[speech.speaker], {absl::StrCat("--port=", port)},
                          /*pipe_stdin=*/true);
      if (!client.ok()) return client.status();
      speaker = *std::move(client);
    }
    absl::Status status = speaker->Write(absl::StrCat(speech.text, "\n"));
    if (!status.ok()) return status;
    for (const std::shared_ptr<Process>& listener : clients) {
      if (listener == nullptr) continue;
      status =
          listener->WaitForLine(Process::Stream::kStdout, speech.text, patience_.client).status();
      if (!status.ok()) return status;
    }
  }
  absl::Status status;
  for (size_t i = 0; i < clients.size(); ++i) {
    if (clients[i] == nullptr) continue;
    clients[i]->CloseStdin();
    status.Update(WaitForSuccess(pair.clients[i], *clients[i], patience_.client));
  }
  return status;
}

absl::StatusOr<std::shared_ptr<Process>> Demo::Start(const Player& player,
                                                     const std::vector<std::string>& more_arguments,
                                                     bool pipe_stdin) {
  std::vector<std::string> argv = player.argv;
  argv.insert(argv.end(), more_arguments.begin(), more_arguments.end());
  // Under the mutex: what an interrupt does not see among the running is not started either.
  const std::lock_guard lock(mutex_);
  if (interrupts_ > 0) return absl::CancelledError("interrupted");
  screen_.Say(absl::StrCat("$ ", absl::StrJoin(argv, " ")));
  argv[0] = absl::StrCat(bin_, "/", argv[0]);
  auto process =
      Process::Start({argv, pipe_stdin, [this, name = player.name](auto stream, auto& line) {
                        screen_.Show(name, stream, line);
                      }});
  if (!process.ok()) return process.status();
  on_stage_.push_back(*std::move(process));
  return on_stage_.back();
}

absl::Status Demo::WaitForSuccess(const Player& player, Process& process,
                                  std::chrono::milliseconds timeout) {
  const absl::StatusOr<Exit> exit = process.WaitForExit(timeout);
  if (!exit.ok()) return exit.status();
  if (exit->ok()) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat(player.argv[0], ": ", exit->ToString()));
}

void Demo::Interrupt() {
  const std::lock_guard lock(mutex_);
  ++interrupts_;
  for (const std::shared_ptr<Process>& process : on_stage_) {
    interrupts_ == 1 ? process->Signal(SIGTERM) : process->Kill();
  }
}

absl::Status RunDemos(Demo& demo, Screen& screen, const std::vector<Pair>& pairs,
                      const std::vector<std::string>& names) {
  absl::Status result;
  for (const Pair& pair : pairs) {
    const bool wanted = std::find(names.begin(), names.end(), pair.name) != names.end();
    if (!names.empty() && !wanted) continue;
    screen.Say(absl::StrCat("---- ", pair.name, " ----"));
    const absl::Status status = demo.Run(pair);
    if (!status.ok()) screen.Say(absl::StrCat(pair.name, " FAILED: ", status.message()));
    screen.Say("");
    result.Update(status);
    if (absl::IsCancelled(status)) return result;
  }
  screen.Say(result.ok() ? "Every server and client exited with status 0."
                         : "Not every server and client exited with status 0.");
  return result;
}

}  // namespace workbook::runner
