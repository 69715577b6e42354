#include "chat/chat_service_note.h"

#include <utility>

#include "chat/speaking.h"
#include "chat/wire.h"

namespace workbook::chat {
namespace {

absl::StatusOr<grpc::Empty> Send(Rooms& rooms, const grpc::ByteBuffer& bytes) {
  absl::StatusOr<grpc::Note> note = Decode<grpc::Note>(bytes);
  if (!note.ok()) return note.status();
  const auto said = rooms.Say(
      kLobby,
      {.sender = std::move(*note->mutable_name()), .text = std::move(*note->mutable_message())},
      absl::Now());
  if (!said.ok()) return said.status();
  return grpc::Empty();
}

}  // namespace

grpc::ServerUnaryReactor* NoteService::SendNote(grpc::CallbackServerContext* context,
                                                const grpc::ByteBuffer* request,
                                                grpc::ByteBuffer* reply) {
  return Reply(*context, Send(rooms_, *request), *reply);
}

ReaderDoor NoteService::ChatStreamDoor() {
  return {
      .wait_for_call =
          [this](auto* context, auto* request, auto* writer, auto* queue, void* tag) {
            RequestChatStream(context, request, writer, queue, queue, tag);
          },
      .admit = [this](const grpc::ServerContext&,
                      const grpc::ByteBuffer&) { return EnterLobby(rooms_, kFromTheBeginning); },
      .take_message = TakeMessage};
}

}  // namespace workbook::chat
