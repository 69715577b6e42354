#include "chat/chat_service_note.h"

#include <string>

#include "chat/reader_reactor.h"
#include "chat/wire.h"
#include "rpc/status.h"

namespace workbook::chat {
namespace {

std::string EncodeForNote(const Message& message) {
  grpc::Note encoded;
  encoded.set_name(message.sender());
  encoded.set_message(message.text());
  return encoded.SerializeAsString();
}

absl::StatusOr<uint64_t> Send(Room& room, const grpc::ByteBuffer& bytes) {
  absl::StatusOr<grpc::Note> note = Decode<grpc::Note>(bytes);
  if (!note.ok()) return note.status();
  return room.Say(std::move(*note->mutable_name()), std::move(*note->mutable_message()));
}

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* NoteService::ChatStream(
    grpc::CallbackServerContext* /*context*/, const grpc::ByteBuffer* /*request*/) {
  return new ReaderReactor(room_, Room::From::kHistory, Door::kNote, EncodeForNote);
}

grpc::ServerUnaryReactor* NoteService::SendNote(grpc::CallbackServerContext* context,
                                                const grpc::ByteBuffer* request,
                                                grpc::ByteBuffer* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(rpc::Answer(Send(room_, *request),
                              [reply](uint64_t /*sequence*/) { *reply = Encode(grpc::Empty()); }));
  return reactor;
}

}  // namespace workbook::chat
