// chat_client: a seat in the chat, for a person or for a program.
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include "chat/client_door.h"
#include "chat/client_on_pipe.h"
#include "chat/client_on_terminal.h"
#include "rpc/program.h"

namespace chat = workbook::chat;
namespace rpc = workbook::rpc;

int main(int argc, char** argv) {
  rpc::ClientProgram program("chat_client",
                             "Talks in the chat: on a terminal with prompts, q leaves; otherwise "
                             "says each line of stdin and prints what is heard.",
                             33333, "chat_client --id ann --door=note");
  std::string id;
  std::string door_name = "chat_proto";
  program.flags().add_option("--id", id, "The name to talk under; on a terminal asked for");
  program.flags()
      .add_option("--door", door_name, "The contract to talk through")
      ->capture_default_str()
      ->check(CLI::IsMember({"chat_proto", "chat", "note"}));
  if (const auto exit_code = program.Parse(argc, argv)) return *exit_code;

  const bool on_terminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
  if (!on_terminal && id.empty()) {
    std::fprintf(stderr, "chat_client: --id is needed where there is no terminal to ask\n\n%s",
                 program.flags().help().c_str());
    return rpc::kExitUsage;
  }
  const auto door = chat::OpenDoor(door_name, program.Channel(), program.timeout());
  return on_terminal ? chat::TalkOnTerminal(*door, id)
                     : chat::TalkOnPipe(*door, id, std::cin, program.timeout());
}
