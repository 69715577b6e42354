#include "chat/server/room_service.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "chat/server/reader_call.h"
#include "chat/server/unary_call.h"
#include "chat/server/wire.h"

namespace workbook::chat::server {
namespace {

constexpr uint32_t kDefaultHistory = 100;
constexpr uint32_t kMaxHistory = 1'000;
// An unread reply occupies server memory, and the loop serves no other call while it builds one.
constexpr size_t kMaxHistoryBytes = 64 * 1024;

absl::StatusOr<grpc::ByteBuffer> ReplyToSend(core::Rooms& rooms, const Caller& caller,
                                             const grpc::ByteBuffer& bytes) {
  absl::StatusOr<v1::SendRequest> request = Decode<v1::SendRequest>(bytes);
  if (!request.ok()) return request.status();
  absl::StatusOr<core::SendResult> result =
      rooms.Send(request->room(),
                 {.sender = NameOf(caller, std::move(*request->mutable_sender())),
                  .text = std::move(*request->mutable_text()),
                  .message_id = std::move(*request->mutable_message_id()),
                  .connection = caller.connection},
                 absl::Now());
  if (!result.ok()) return result.status();
  v1::SendResponse response;
  response.set_sequence(result->sequence);
  response.set_duplicate(result->duplicate);
  response.set_epoch(std::move(result->epoch));
  return Encode(response);
}

absl::StatusOr<grpc::ByteBuffer> ReplyToGetHistory(const core::Rooms& rooms,
                                                   const grpc::ByteBuffer& bytes) {
  const absl::StatusOr<v1::GetHistoryRequest> request = Decode<v1::GetHistoryRequest>(bytes);
  if (!request.ok()) return request.status();
  const absl::StatusOr<std::shared_ptr<core::Room>> room = rooms.Find(request->room());
  if (!room.ok()) return room.status();
  const uint32_t wanted = request->max_messages() == 0 ? kDefaultHistory : request->max_messages();
  const core::Room::History history = (*room)->ReadHistory(
      std::min(wanted, kMaxHistory), request->before_sequence(), kMaxHistoryBytes);
  v1::GetHistoryResponse rest;  // the records encode its events
  rest.set_epoch((*room)->epoch());
  rest.set_more(history.more);
  return Share(history.records + rest.SerializeAsString(), {});
}

core::JoinOptions OptionsOf(std::string participant, v1::JoinRequest& request) {
  core::JoinOptions options{.participant = std::move(participant)};
  if (request.has_after()) {
    options.start = core::Position{std::move(*request.mutable_after()->mutable_epoch()),
                                   request.after().sequence()};
  } else {
    options.start = core::LastMessages{request.last_messages()};
  }
  return options;
}

absl::StatusOr<JoinTarget> Admit(core::Rooms& rooms, const Caller& caller,
                                 const grpc::ByteBuffer& bytes) {
  absl::StatusOr<v1::JoinRequest> request = Decode<v1::JoinRequest>(bytes);
  if (!request.ok()) return request.status();
  std::string participant = NameOf(caller, std::move(*request->mutable_participant()));
  if (absl::Status status = core::CheckParticipant(participant); !status.ok()) return status;
  if (!participant.empty()) {  // the room stores `joined` and `left`, and sends them to all readers
    const core::RateLimitKey key{.name = participant, .connection = caller.connection};
    if (absl::Status status = rooms.Admit(key, absl::Now()); !status.ok()) return status;
  }
  absl::StatusOr<std::shared_ptr<core::Room>> room = rooms.Open(request->room(), absl::Now());
  if (!room.ok()) return room.status();
  return JoinTarget{.room = *std::move(room),
                    .options = OptionsOf(std::move(participant), *request)};
}

// The whole run: any run of records is a JoinResponse (event_log.h).
absl::string_view TakeBatch(absl::string_view& run) { return std::exchange(run, {}); }

}  // namespace

std::vector<StartCall> RoomService::calls() {
  UnaryMethod send{
      .wait_for_call =
          [this](auto* context, auto* request, auto* responder, auto* queue, void* tag) {
            RequestSend(context, request, responder, queue, queue, tag);
          },
      .reply =
          [this](const Caller& caller, const grpc::ByteBuffer& request) {
            return ReplyToSend(rooms_, caller, request);
          }};
  UnaryMethod get_history{
      .wait_for_call =
          [this](auto* context, auto* request, auto* responder, auto* queue, void* tag) {
            RequestGetHistory(context, request, responder, queue, queue, tag);
          },
      .reply = [this](
                   const Caller&,
                   const grpc::ByteBuffer& request) { return ReplyToGetHistory(rooms_, request); }};
  ReaderMethod join{
      .wait_for_call = [this](
                           auto* context, auto* request, auto* writer, auto* queue,
                           void* tag) { RequestJoin(context, request, writer, queue, queue, tag); },
      .admit = [this](const Caller& caller,
                      const grpc::ByteBuffer& request) { return Admit(rooms_, caller, request); },
      .take_message = TakeBatch,
      .has_control_records = true};
  return {StartWith<UnaryCall>(std::move(send)), StartWith<UnaryCall>(std::move(get_history)),
          StartWith<ReaderCall>(std::move(join))};
}

}  // namespace workbook::chat::server
