// chat_client: the chat for a user at a terminal, and for programs.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/exit_status.h"
#include "base/flags.h"
#include "chat/client/contract_client.h"
#include "chat/client/message_formatter.h"
#include "chat/client/pipe_client.h"
#include "chat/client/terminal_client.h"
#include "rpc/program.h"

namespace base = workbook::base;
namespace client = workbook::chat::client;
namespace rpc = workbook::rpc;

namespace {

struct ClientFlags {
  std::string id;
  client::ContractOptions options;
  uint32_t terminal_history = 20;
  std::string color = "auto";

  // Adds all of them to `line`, which rejects invalid values.
  void AddTo(base::CommandLine& line) {
    line.Add("--id", id, "Your name; on a terminal the client asks for it");
    const std::vector<std::string> contracts = {"auto", "room", "chat_proto", "chat", "note"};
    const base::Flag contract_flag =
        line.Add("--contract", options.contract,
                 "The contract to use; auto: the first that the server has of room and chat_proto")
            .ShowDefault()
            .OneOf(contracts);
    // The old name, which scripts may use.
    const base::Flag alias =
        line.Add("--door", options.contract, "").OneOf(contracts).Hidden().Excludes(contract_flag);
    line.Add("--room", options.room, "The room to join; the tutorials' contracts have lobby alone")
        .ShowDefault();
    const base::Flag history =
        line.Add("--history", terminal_history,
                 "How many earlier messages to show first; 0 where there is no terminal")
            .ShowDefault()
            .Between(0, 10000);
    line.Add("--color", color, "Colours on a terminal; auto follows NO_COLOR and TERM")
        .ShowDefault()
        .OneOf({"auto", "always", "never"});
    line.OnParsed([this, contract_flag, alias, history]() -> absl::Status {
      const bool chosen = contract_flag.IsGiven() || alias.IsGiven();
      const bool has_rooms = !chosen || options.contract == "auto" || options.contract == "room";
      if (options.room != "lobby" && !has_rooms) {
        return absl::InvalidArgumentError(
            absl::StrCat("--room: --contract=", options.contract, " has only the room lobby"));
      }
      if (history.IsGiven()) options.history = terminal_history;
      return absl::OkStatus();
    });
  }
};

}  // namespace

int main(int argc, char** argv) {
  rpc::ClientProgram program("chat_client",
                             "Chats: on a terminal with a prompt, where /help lists the commands "
                             "and q quits; otherwise sends each line of stdin and prints each "
                             "message it receives.",
                             33333, "chat_client --id ann --room=kitchen");
  ClientFlags flags;
  flags.AddTo(program.flags());
  if (const auto exit_code = program.Parse(argc, argv)) return *exit_code;
  flags.options.timeout = program.timeout();

  const auto dial = [&program](const rpc::Keepalive& keepalive) {
    return program.Channel({.keepalive = keepalive});
  };
  const bool on_terminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
  if (!on_terminal) {
    if (flags.id.empty()) {
      std::fprintf(stderr, "chat_client: --id is required without a terminal\n\n%s",
                   program.flags().Help().c_str());
      return base::kExitUsage;
    }
    const auto contract_client = client::OpenContractClient(flags.options, dial);
    return client::RunPipeClient(*contract_client, flags.id, STDIN_FILENO, program.timeout());
  }
  flags.options.history = flags.terminal_history;
  const auto contract_client = client::OpenContractClient(flags.options, dial);
  const bool color = client::WantsColor(flags.color, std::getenv("NO_COLOR"), std::getenv("TERM"));
  return client::RunTerminalClient(*contract_client,
                                   {flags.id, flags.options.room, color, program.timeout()});
}
