// workbook.chat.v1, the chat's own contract: readers resume their streams, senders repeat calls.
#pragma once

#include <memory>
#include <string>

#include "chat/client/contract_client.h"
#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::chat::client {

class RoomClient final : public ContractClient {
 public:
  RoomClient(const std::shared_ptr<grpc::Channel>& channel, ContractOptions options);

  SendResult Send(const SendRequest& request) override;
  std::unique_ptr<Subscription> Subscribe(const JoinOptions& options) override;
  bool HasSequenceNumbers() const override { return true; }

 private:
  const std::unique_ptr<v1::ChatService::Stub> stub_;
  const ContractOptions options_;
};

}  // namespace workbook::chat::client
