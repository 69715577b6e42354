#include "chat/health.h"

#include "chat/wire.h"

namespace workbook::chat {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

absl::StatusOr<grpc::ByteBuffer> AnswerCheck(const Rooms& rooms, const grpc::ByteBuffer& bytes) {
  const absl::StatusOr<HealthCheckRequest> request = Decode<HealthCheckRequest>(bytes);
  if (!request.ok()) return request.status();
  if (!request->service().empty()) {
    // Its name, which may be as long as a request, does not go back in the metadata.
    return absl::NotFoundError("only the server as a whole is known here: ask for \"\"");
  }
  HealthCheckResponse response;
  response.set_status(rooms.closed() ? HealthCheckResponse::NOT_SERVING
                                     : HealthCheckResponse::SERVING);
  return Encode(response);
}

// By the protocol a service that is not known yet may become so.
HealthCheckResponse::ServingStatus StatusOf(const grpc::ByteBuffer& bytes) {
  const absl::StatusOr<HealthCheckRequest> request = Decode<HealthCheckRequest>(bytes);
  return request.ok() && request->service().empty() ? HealthCheckResponse::SERVING
                                                    : HealthCheckResponse::SERVICE_UNKNOWN;
}

grpc::ByteBuffer Reply(HealthCheckResponse::ServingStatus status) {
  HealthCheckResponse response;
  response.set_status(status);
  return Encode(response);
}

}  // namespace

Methods HealthService::methods() {
  return {
      .unary = {{.wait_for_call =
                     [this](auto* context, auto* request, auto* responder, auto* queue, void* tag) {
                       RequestCheck(context, request, responder, queue, queue, tag);
                     },
                 .answer =
                     [this](const Caller&, const grpc::ByteBuffer& request) {
                       return AnswerCheck(rooms_, request);
                     }}},
      .watches = {
          {.wait_for_call =
               [this](auto* context, auto* request, auto* writer, auto* queue, void* tag) {
                 RequestWatch(context, request, writer, queue, queue, tag);
               },
           .first = [](const grpc::ByteBuffer& request) { return Reply(StatusOf(request)); },
           .last = Reply(HealthCheckResponse::NOT_SERVING)}}};
}

}  // namespace workbook::chat
