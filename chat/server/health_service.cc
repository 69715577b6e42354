#include "chat/server/health_service.h"

#include <utility>

#include "chat/server/unary_call.h"
#include "chat/server/watch_call.h"
#include "chat/server/wire.h"

namespace workbook::chat::server {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

absl::StatusOr<grpc::ByteBuffer> ReplyToCheck(const core::Rooms& rooms,
                                              const grpc::ByteBuffer& bytes) {
  const absl::StatusOr<HealthCheckRequest> request = Decode<HealthCheckRequest>(bytes);
  if (!request.ok()) return request.status();
  if (!request->service().empty()) {
    // Without the service's name: it may be as long as a request, too long for the metadata.
    return absl::NotFoundError("this server reports its health as a whole: ask for service \"\"");
  }
  HealthCheckResponse response;
  response.set_status(rooms.closed() ? HealthCheckResponse::NOT_SERVING
                                     : HealthCheckResponse::SERVING);
  return Encode(response);
}

// SERVICE_UNKNOWN instead of an error: by the protocol a watched service may start later.
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

std::vector<StartCall> HealthService::calls() {
  UnaryMethod check{
      .wait_for_call =
          [this](auto* context, auto* request, auto* responder, auto* queue, void* tag) {
            RequestCheck(context, request, responder, queue, queue, tag);
          },
      .reply = [this](const Caller&,
                      const grpc::ByteBuffer& request) { return ReplyToCheck(rooms_, request); }};
  WatchMethod watch{
      .wait_for_call =
          [this](auto* context, auto* request, auto* writer, auto* queue, void* tag) {
            RequestWatch(context, request, writer, queue, queue, tag);
          },
      .first = [](const grpc::ByteBuffer& request) { return Reply(StatusOf(request)); },
      .last = Reply(HealthCheckResponse::NOT_SERVING)};
  return {StartWith<UnaryCall>(std::move(check)), StartWith<WatchCall>(std::move(watch))};
}

}  // namespace workbook::chat::server
