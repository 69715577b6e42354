// What those who run the chat may ask: workbook.chat.v1.AdminService.
#pragma once

#include "chat/methods.h"
#include "chat/rooms.h"
#include "chat/wire.h"
#include "workbook/chat/v1/admin.grpc.pb.h"

namespace workbook::chat {

/// Raw: requests and replies are bytes, see wire.h.
using RawAdminService = v1::AdminService::WithRawMethod_GetStatistics<v1::AdminService::Service>;

class AdminService final : public RawAdminService {
 public:
  /// `rooms` has to outlive the server.
  explicit AdminService(const Rooms& rooms) : rooms_(rooms) {}

  Methods methods() {
    UnaryMethod get_statistics{
        .wait_for_call =
            [this](auto* context, auto* request, auto* responder, auto* queue, void* tag) {
              RequestGetStatistics(context, request, responder, queue, queue, tag);
            },
        .answer = [this](const Caller& caller,
                         const grpc::ByteBuffer& request) -> absl::StatusOr<grpc::ByteBuffer> {
          if (!caller.is_admin) {
            return absl::PermissionDeniedError("only those who run this server may ask");
          }
          const auto read = Decode<v1::GetStatisticsRequest>(request);
          if (!read.ok()) return read.status();
          return Encode(rooms_.Statistics(absl::Now()));
        }};
    return {.unary = {std::move(get_statistics)}};
  }

 private:
  const Rooms& rooms_;
};

}  // namespace workbook::chat
