// chat_server: rooms, and on one port a door of our own and those of all three tutorials.
#include "chat/all_doors.h"
#include "chat/limits_flags.h"
#include "rpc/program.h"

int main(int argc, char** argv) {
  workbook::rpc::ServerProgram program(
      "chat_server",
      "Serves chat rooms as workbook.chat.v1.ChatService; the room lobby also as chat_proto.Chat, "
      "chat.ChatService and grpc.ChatServer.",
      33333, "chat_server --port=0");
  workbook::chat::Limits limits;
  workbook::chat::AddLimitFlags(program.flags(), limits);
  size_t threads = 1;
  program.flags()
      .add_option("--threads", threads, "Threads for the readers' streams")
      ->capture_default_str()
      ->check(CLI::Range(1, 256));
  if (const auto exit_code = program.Parse(argc, argv)) return *exit_code;

  workbook::chat::AllDoors doors(limits, threads);
  return program.Run(doors);
}
