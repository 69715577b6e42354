#include "tests/faults/chat_raw_contracts.h"

#include <gtest/gtest.h>

#include "tests/e2e/programs.h"

namespace workbook::tests {
namespace {

// An encoded field of type string or message.
std::string Field(int number, const std::string& value) {
  std::string bytes(1, static_cast<char>(number << 3 | 2));
  size_t length = value.size();
  for (; length >= 0x80; length >>= 7) bytes += static_cast<char>(length | 0x80);
  return bytes + static_cast<char>(length) + value;
}

}  // namespace

const std::vector<RawContract>& AllRawContracts() {
  static const std::vector<RawContract> contracts = {
      {"chat_proto", "/chat_proto.Chat/send",
       [](const std::string& sender, const std::string& text) {
         return Field(1, Field(1, Field(1, sender) + Field(2, text)));
       },
       "/chat_proto.Chat/recv", ""},
      {"chat", "/chat.ChatService/Chat",
       [](const std::string& sender, const std::string& text) {
         return Field(1, sender) + Field(2, text);
       },
       "/chat.ChatService/broadcast_message", ""},
      {"note", "/grpc.ChatServer/SendNote",
       [](const std::string& sender, const std::string& text) {
         return Field(1, sender) + Field(2, text);
       },
       "/grpc.ChatServer/ChatStream", ""},
      {"room", "/workbook.chat.v1.ChatService/Send",
       [](const std::string& sender, const std::string& text) {
         return Field(1, "lobby") + Field(2, sender) + Field(3, text);
       },
       "/workbook.chat.v1.ChatService/Join", Field(1, "lobby")},
  };
  return contracts;
}

grpc::Status SendRaw(const std::shared_ptr<grpc::Channel>& channel, const RawContract& contract,
                     const std::string& sender, const std::string& text) {
  RawCall call(channel, contract.send);
  call.Write(contract.message(sender, text));
  call.WritesDone();
  while (call.Read().has_value()) {
  }
  return call.Finish();
}

std::unique_ptr<RawCall> ReadRaw(const std::shared_ptr<grpc::Channel>& channel,
                                 const RawContract& contract) {
  auto call = std::make_unique<RawCall>(channel, contract.read);
  call->Write(contract.read_request);
  call->WritesDone();
  EXPECT_TRUE(call->WaitForInitialMetadata()) << contract.name;
  return call;
}

}  // namespace workbook::tests
