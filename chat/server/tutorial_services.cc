#include "chat/server/tutorial_services.h"

#include <memory>
#include <string>
#include <utility>

#include "chat/core/event_log.h"
#include "chat/server/reader_call.h"
#include "chat/server/sender_call.h"
#include "chat/server/unary_call.h"
#include "chat/server/wire.h"

namespace workbook::chat::server {
namespace {

// Joins the lobby unseen, because these readers have no names. `request` is the status of decoding
// the request.
absl::StatusOr<JoinTarget> JoinLobby(core::Rooms& rooms, const absl::Status& request,
                                     core::LastMessages start) {
  if (!request.ok()) return request;
  absl::StatusOr<std::shared_ptr<core::Room>> lobby = rooms.Open(core::kLobby, absl::Now());
  if (!lobby.ok()) return lobby.status();
  return JoinTarget{.room = *std::move(lobby), .options = {.start = start}};
}

// A message to the lobby, whose sender gets `reply` when it is sent.
absl::StatusOr<ScheduledReply> ScheduleMessage(core::Rooms& rooms, core::SendRequest request,
                                               absl::Duration longest, grpc::ByteBuffer reply) {
  const absl::StatusOr<absl::Duration> wait = rooms.Schedule(request, absl::Now(), longest);
  if (!wait.ok()) return wait.status();
  return ScheduledReply{
      *wait, [&rooms, request = std::move(request), reply]() -> absl::StatusOr<grpc::ByteBuffer> {
        const auto result = rooms.SendScheduled(core::kLobby, request, absl::Now());
        if (!result.ok()) return result.status();
        return reply;
      }};
}

template <typename PartOf>
absl::string_view TakePart(absl::string_view& run, PartOf part_of) {
  absl::string_view part;
  while (part.empty() && !run.empty()) {  // an event may not be a message
    const absl::string_view record = core::FirstRecord(run);
    run.remove_prefix(record.size());
    part = part_of(record);
  }
  return part;
}

absl::string_view TakeWrappedMessage(absl::string_view& run) {
  return TakePart(run, core::WrappedMessageIn);
}

absl::string_view TakeMessage(absl::string_view& run) { return TakePart(run, core::MessageIn); }

}  // namespace

// ---- chat_proto.Chat ----

namespace {

absl::StatusOr<ScheduledReply> ScheduleSend(core::Rooms& rooms, const Caller& caller,
                                            const grpc::ByteBuffer& bytes, absl::Duration longest) {
  absl::StatusOr<chat_proto::ChatRequest> request = Decode<chat_proto::ChatRequest>(bytes);
  if (!request.ok()) return request.status();
  chat_proto::Text& text = *request->mutable_cmsg()->mutable_text();
  std::string owner = NameOf(caller, std::move(*text.mutable_owner()));
  chat_proto::ChatResponse response;
  if (owner.empty()) {  // success is false
    return ScheduledReply{absl::ZeroDuration(), [reply = Encode(response)] { return reply; }};
  }
  response.set_success(true);
  return ScheduleMessage(rooms,
                         {.sender = std::move(owner),
                          .text = std::move(*text.mutable_msg()),
                          .connection = caller.connection},
                         longest, Encode(response));
}

}  // namespace

std::vector<StartCall> ChatProtoService::calls() {
  UnaryMethod send{
      .wait_for_call =
          [this](auto* context, auto* request, auto* responder, auto* queue, void* tag) {
            Requestsend(context, request, responder, queue, queue, tag);
          },
      .schedule =
          [this](const Caller& caller, const grpc::ByteBuffer& request, absl::Duration longest) {
            return ScheduleSend(rooms_, caller, request, longest);
          }};
  ReaderMethod recv{
      .wait_for_call = [this](
                           auto* context, auto* request, auto* writer, auto* queue,
                           void* tag) { Requestrecv(context, request, writer, queue, queue, tag); },
      .admit =
          [this](const Caller&, const grpc::ByteBuffer& request) {
            return JoinLobby(rooms_, Decode<chat_proto::Empty>(request).status(), core::kFromNow);
          },
      .take_message = TakeWrappedMessage};
  return {StartWith<UnaryCall>(std::move(send)), StartWith<ReaderCall>(std::move(recv))};
}

// ---- chat.ChatService ----

namespace {

absl::StatusOr<core::SendRequest> DecodeMessage(const Caller& caller,
                                                const grpc::ByteBuffer& bytes) {
  absl::StatusOr<::chat::ChatMessage> message = Decode<::chat::ChatMessage>(bytes);
  if (!message.ok()) return message.status();
  return core::SendRequest{.sender = NameOf(caller, std::move(*message->mutable_user())),
                           .text = std::move(*message->mutable_message()),
                           .connection = caller.connection};
}

}  // namespace

std::vector<StartCall> ChatService::calls() {
  SenderMethod chat{
      .wait_for_call = [this](auto* context, auto* reader, auto* queue,
                              void* tag) { RequestChat(context, reader, queue, queue, tag); },
      .decode = DecodeMessage,
      .reply = Encode(::chat::Empty())};
  ReaderMethod broadcast_message{
      .wait_for_call =
          [this](auto* context, auto* request, auto* writer, auto* queue, void* tag) {
            Requestbroadcast_message(context, request, writer, queue, queue, tag);
          },
      .admit =
          [this](const Caller&, const grpc::ByteBuffer& request) {
            return JoinLobby(rooms_, Decode<::chat::Empty>(request).status(), core::kFromNow);
          },
      .take_message = TakeMessage};
  return {StartWith<SenderCall>(std::move(chat)),
          StartWith<ReaderCall>(std::move(broadcast_message))};
}

// ---- grpc.ChatServer ----

namespace {

absl::StatusOr<ScheduledReply> ScheduleSendNote(core::Rooms& rooms, const Caller& caller,
                                                const grpc::ByteBuffer& bytes,
                                                absl::Duration longest) {
  absl::StatusOr<grpc::Note> note = Decode<grpc::Note>(bytes);
  if (!note.ok()) return note.status();
  return ScheduleMessage(rooms,
                         {.sender = NameOf(caller, std::move(*note->mutable_name())),
                          .text = std::move(*note->mutable_message()),
                          .connection = caller.connection},
                         longest, Encode(grpc::Empty()));
}

}  // namespace

std::vector<StartCall> NoteService::calls() {
  UnaryMethod send_note{
      .wait_for_call =
          [this](auto* context, auto* request, auto* responder, auto* queue, void* tag) {
            RequestSendNote(context, request, responder, queue, queue, tag);
          },
      .schedule =
          [this](const Caller& caller, const grpc::ByteBuffer& request, absl::Duration longest) {
            return ScheduleSendNote(rooms_, caller, request, longest);
          }};
  ReaderMethod chat_stream{
      .wait_for_call =
          [this](auto* context, auto* request, auto* writer, auto* queue, void* tag) {
            RequestChatStream(context, request, writer, queue, queue, tag);
          },
      .admit =
          [this](const Caller&, const grpc::ByteBuffer& request) {
            return JoinLobby(rooms_, Decode<grpc::Empty>(request).status(),
                             core::kFromTheBeginning);
          },
      .take_message = TakeMessage};
  return {StartWith<UnaryCall>(std::move(send_note)),
          StartWith<ReaderCall>(std::move(chat_stream))};
}

}  // namespace workbook::chat::server
