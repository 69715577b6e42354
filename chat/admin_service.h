// What those who run the chat may ask: workbook.chat.v1.AdminService.
#pragma once

#include <grpcpp/grpcpp.h>

#include "chat/rooms.h"
#include "workbook/chat/v1/admin.grpc.pb.h"

namespace workbook::chat {

class AdminService final : public v1::AdminService::CallbackService {
 public:
  /// `rooms` has to outlive the server.
  explicit AdminService(const Rooms& rooms) : rooms_(rooms) {}

  grpc::ServerUnaryReactor* GetStatistics(grpc::CallbackServerContext* context,
                                          const v1::GetStatisticsRequest* /*request*/,
                                          v1::GetStatisticsResponse* response) override {
    *response = rooms_.Statistics(absl::Now());
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  const Rooms& rooms_;
};

}  // namespace workbook::chat
