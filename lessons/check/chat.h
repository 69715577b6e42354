// What the checks of the chat lessons share: to open a client, to send, and to read texts.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "conformance/suites/chat_client.h"

namespace workbook::lessons::check {

using conformance::suites::ChatClient;
using conformance::suites::ChatReader;

/// The deadline of a reader in a check: a reader that misses a message stops waiting for it. Less
/// than the time limit of a behaviour, and far more than a right chat needs on a loaded machine.
inline constexpr std::chrono::seconds kReadTimeout{6};

/// A client of chat_proto.Chat.
inline std::unique_ptr<ChatClient> OpenChat(const std::shared_ptr<grpc::Channel>& channel) {
  return conformance::suites::AllContracts().front().open(channel);
}

/// Sends each of them, in order. Returns the first status that is not OK, else OK.
inline grpc::Status Send(ChatClient& client, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    if (grpc::Status status = client.Send("ann", text).status; !status.ok()) return status;
  }
  return grpc::Status::OK;
}

/// The next `count` texts that the reader receives; fewer when the stream ends before.
inline std::vector<std::string> Texts(ChatReader& reader, size_t count) {
  std::vector<std::string> texts;
  for (conformance::suites::ChatMessage& message : reader.NextMessages(count))
    texts.push_back(std::move(message.text));
  return texts;
}

/// Sends "more" again and again for as long as it lives. A reader that has missed a message then
/// receives one of these instead, and its check fails without waiting for a timeout.
class MoreMessages {
 public:
  explicit MoreMessages(ChatClient& client)
      : thread_([&client](std::stop_token stop) {
          while (!stop.stop_requested() && Send(client, {"more"}).ok()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
          }
        }) {}

 private:
  const std::jthread thread_;
};

}  // namespace workbook::lessons::check
