// chat_server: one room, and the doors of all three tutorials on one port.
#include "chat/all_doors.h"
#include "rpc/program.h"

int main(int argc, char** argv) {
  workbook::rpc::ServerProgram program(
      "chat_server",
      "Serves one chat room as chat_proto.Chat, chat.ChatService and grpc.ChatServer.", 33333,
      "chat_server --port=0");
  if (const auto exit_code = program.Parse(argc, argv)) return *exit_code;

  workbook::chat::AllDoors doors;
  return program.Run(doors);
}
