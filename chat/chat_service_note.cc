#include "chat/chat_service_note.h"

#include <utility>

#include "chat/wire.h"

namespace workbook::chat {
namespace {

absl::StatusOr<grpc::ByteBuffer> AnswerSend(Rooms& rooms, const Caller& caller,
                                            const grpc::ByteBuffer& bytes) {
  absl::StatusOr<grpc::Note> note = Decode<grpc::Note>(bytes);
  if (!note.ok()) return note.status();
  const auto said = rooms.Say(kLobby,
                              {.sender = NameOf(caller, std::move(*note->mutable_name())),
                               .text = std::move(*note->mutable_message()),
                               .connection = caller.connection},
                              absl::Now());
  if (!said.ok()) return said.status();
  return Encode(grpc::Empty());
}

}  // namespace

Methods NoteService::methods() {
  UnaryMethod send_note{
      .wait_for_call =
          [this](auto* context, auto* request, auto* responder, auto* queue, void* tag) {
            RequestSendNote(context, request, responder, queue, queue, tag);
          },
      .answer =
          [this](const Caller& caller, const grpc::ByteBuffer& request) {
            return AnswerSend(rooms_, caller, request);
          }};
  ReaderMethod chat_stream{
      .wait_for_call =
          [this](auto* context, auto* request, auto* writer, auto* queue, void* tag) {
            RequestChatStream(context, request, writer, queue, queue, tag);
          },
      .admit =
          [this](const Caller&, const grpc::ByteBuffer& request) {
            return EnterLobby(rooms_, Decode<grpc::Empty>(request).status(), kFromTheBeginning);
          },
      .take_message = TakeMessage};
  return {.unary = {std::move(send_note)}, .readers = {std::move(chat_stream)}};
}

}  // namespace workbook::chat
