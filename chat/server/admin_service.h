// workbook.chat.v1.AdminService: statistics for administrators.
#pragma once

#include <utility>
#include <vector>

#include "chat/core/rooms.h"
#include "chat/server/unary_call.h"
#include "chat/server/wire.h"
#include "workbook/chat/v1/admin.grpc.pb.h"

namespace workbook::chat::server {

/// Raw: requests and replies are bytes (wire.h).
using RawAdminService = v1::AdminService::WithRawMethod_GetStatistics<v1::AdminService::Service>;

class AdminService final : public RawAdminService {
 public:
  /// `rooms` has to outlive the server.
  explicit AdminService(const core::Rooms& rooms) : rooms_(rooms) {}

  std::vector<StartCall> calls() {
    UnaryMethod get_statistics{
        .wait_for_call =
            [this](auto* context, auto* request, auto* responder, auto* queue, void* tag) {
              RequestGetStatistics(context, request, responder, queue, queue, tag);
            },
        .reply = [this](const Caller& caller,
                        const grpc::ByteBuffer& request) -> absl::StatusOr<grpc::ByteBuffer> {
          if (!caller.is_admin) {
            return absl::PermissionDeniedError("GetStatistics requires an administrator");
          }
          const auto decoded = Decode<v1::GetStatisticsRequest>(request);
          if (!decoded.ok()) return decoded.status();
          return Encode(rooms_.Statistics(absl::Now()));
        }};
    return {StartWith<UnaryCall>(std::move(get_statistics))};
  }

 private:
  const core::Rooms& rooms_;
};

}  // namespace workbook::chat::server
