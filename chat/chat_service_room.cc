#include "chat/chat_service_room.h"

#include <algorithm>
#include <utility>

#include "chat/wire.h"

namespace workbook::chat {
namespace {

constexpr uint32_t kUsualHistory = 100;
constexpr uint32_t kLongestHistory = 1'000;
// Of one answer, which is the server's memory until it is taken; and nobody is served meanwhile.
constexpr size_t kMaxHistoryBytes = 64 * 1024;

absl::StatusOr<grpc::ByteBuffer> AnswerSend(Rooms& rooms, const Caller& caller,
                                            const grpc::ByteBuffer& bytes) {
  absl::StatusOr<v1::SendRequest> request = Decode<v1::SendRequest>(bytes);
  if (!request.ok()) return request.status();
  absl::StatusOr<Rooms::Answer> answer =
      rooms.Say(request->room(),
                {.sender = NameOf(caller, std::move(*request->mutable_sender())),
                 .text = std::move(*request->mutable_text()),
                 .message_id = std::move(*request->mutable_message_id()),
                 .connection = caller.connection},
                absl::Now());
  if (!answer.ok()) return answer.status();
  v1::SendResponse response;
  response.set_sequence(answer->said.sequence);
  response.set_duplicate(answer->said.duplicate);
  response.set_epoch(std::move(answer->epoch));
  return Encode(response);
}

absl::StatusOr<grpc::ByteBuffer> AnswerGetHistory(const Rooms& rooms,
                                                  const grpc::ByteBuffer& bytes) {
  const absl::StatusOr<v1::GetHistoryRequest> request = Decode<v1::GetHistoryRequest>(bytes);
  if (!request.ok()) return request.status();
  const absl::StatusOr<std::shared_ptr<Room>> room = rooms.Find(request->room());
  if (!room.ok()) return room.status();
  const uint32_t wanted = request->max_messages() == 0 ? kUsualHistory : request->max_messages();
  const Room::History history = (*room)->ReadHistory(std::min(wanted, kLongestHistory),
                                                     request->before_sequence(), kMaxHistoryBytes);
  v1::GetHistoryResponse rest;  // the records are its events
  rest.set_epoch((*room)->epoch());
  rest.set_more(history.more);
  return Share(history.records + rest.SerializeAsString(), {});
}

Start StartOf(v1::JoinRequest& request) {
  if (!request.has_after()) return LastMessages{request.last_messages()};
  return After{std::move(*request.mutable_after()->mutable_epoch()), request.after().sequence()};
}

absl::StatusOr<Entry> Enter(Rooms& rooms, const Caller& caller, const grpc::ByteBuffer& bytes) {
  absl::StatusOr<v1::JoinRequest> request = Decode<v1::JoinRequest>(bytes);
  if (!request.ok()) return request.status();
  std::string participant = NameOf(caller, std::move(*request->mutable_participant()));
  if (absl::Status status = CheckParticipant(participant); !status.ok()) return status;
  if (!participant.empty()) {  // all who are here will be told, and the room keeps it
    const Payer payer{.name = participant, .connection = caller.connection};
    if (absl::Status status = rooms.Admit(payer, absl::Now()); !status.ok()) return status;
  }
  absl::StatusOr<std::shared_ptr<Room>> room = rooms.Open(request->room(), absl::Now());
  if (!room.ok()) return room.status();
  return Entry{
      .room = *std::move(room), .participant = std::move(participant), .start = StartOf(*request)};
}

}  // namespace

Methods RoomService::methods() {
  UnaryMethod send{
      .wait_for_call =
          [this](auto* context, auto* request, auto* responder, auto* queue, void* tag) {
            RequestSend(context, request, responder, queue, queue, tag);
          },
      .answer =
          [this](const Caller& caller, const grpc::ByteBuffer& request) {
            return AnswerSend(rooms_, caller, request);
          }};
  UnaryMethod get_history{
      .wait_for_call =
          [this](auto* context, auto* request, auto* responder, auto* queue, void* tag) {
            RequestGetHistory(context, request, responder, queue, queue, tag);
          },
      .answer = [this](
                    const Caller&,
                    const grpc::ByteBuffer& request) { return AnswerGetHistory(rooms_, request); }};
  ReaderMethod join{
      .wait_for_call = [this](
                           auto* context, auto* request, auto* writer, auto* queue,
                           void* tag) { RequestJoin(context, request, writer, queue, queue, tag); },
      .admit = [this](const Caller& caller,
                      const grpc::ByteBuffer& request) { return Enter(rooms_, caller, request); },
      .take_message = TakeBatch,
      .speaks_to_readers = true};
  return {.unary = {std::move(send), std::move(get_history)}, .readers = {std::move(join)}};
}

}  // namespace workbook::chat
