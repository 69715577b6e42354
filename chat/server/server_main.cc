// chat_server: rooms, with the chat's own contract and those of all three tutorials on one port.
#include "chat/server/chat_server.h"
#include "rpc/program.h"

int main(int argc, char** argv) {
  workbook::rpc::ServerProgram program(
      "chat_server",
      "Serves chat rooms as workbook.chat.v1.ChatService; the room lobby also as chat_proto.Chat, "
      "chat.ChatService and grpc.ChatServer.",
      33333, "chat_server --port=0");
  workbook::chat::core::Limits limits;
  workbook::chat::server::AddLimitFlags(program.flags(), limits);
  size_t threads = 1;
  program.flags()
      .Add("--threads", threads, "Threads that serve the calls")
      .ShowDefault()
      .Between(1, 256);
  if (const auto exit_code = program.Parse(argc, argv)) return *exit_code;

  workbook::chat::server::ChatServer server(limits, threads);
  return program.Run(server);
}
