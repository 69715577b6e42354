// chat_client: a seat in the chat, for a person or for a program.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "chat/client_door.h"
#include "chat/client_flags.h"
#include "chat/client_look.h"
#include "chat/client_on_pipe.h"
#include "chat/client_on_terminal.h"
#include "rpc/program.h"

namespace chat = workbook::chat;
namespace rpc = workbook::rpc;

int main(int argc, char** argv) {
  rpc::ClientProgram program("chat_client",
                             "Talks in the chat: on a terminal with a prompt, /help helps and q "
                             "leaves; otherwise says each line of stdin and prints what is heard.",
                             33333, "chat_client --id ann --room=kitchen");
  chat::ClientFlags flags;
  flags.AddTo(program.flags());
  if (const auto exit_code = program.Parse(argc, argv)) return *exit_code;
  flags.door.timeout = program.timeout();

  const bool on_terminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
  if (!on_terminal) {
    if (flags.id.empty()) {
      std::fprintf(stderr, "chat_client: --id is needed where there is no terminal to ask\n\n%s",
                   program.flags().help().c_str());
      return rpc::kExitUsage;
    }
    const auto door = chat::OpenDoor(flags.door, program.Channel());
    return chat::TalkOnPipe(*door, flags.id, STDIN_FILENO, program.timeout());
  }
  flags.door.history = flags.terminal_history;
  const auto door = chat::OpenDoor(flags.door, program.Channel());
  const bool color = chat::WantsColor(flags.color, std::getenv("NO_COLOR"), std::getenv("TERM"));
  return chat::TalkOnTerminal(*door, {flags.id, flags.door.room, color, program.timeout()});
}
