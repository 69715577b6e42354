// What the checks of a chat share: somebody who talks, and what a reader has heard.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/chat_door.h"

namespace workbook::check {

using testing::ChatDoor;
using testing::ChatReader;

/// How long a reader of a check listens, whether or not it hears what it should.
inline constexpr std::chrono::seconds kListening{4};

/// A client of chat_proto.Chat.
inline std::unique_ptr<ChatDoor> OpenChat(const std::shared_ptr<grpc::Channel>& channel) {
  return testing::AllDoorKinds().front().open(channel);
}

/// Says each of them, in order; the first status that is not OK, if there is one.
inline grpc::Status Say(ChatDoor& door, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    if (grpc::Status status = door.Say("ann", text).status; !status.ok()) return status;
  }
  return grpc::Status::OK;
}

/// The next `count` texts that come; fewer when the stream ends before.
inline std::vector<std::string> Texts(ChatReader& reader, size_t count) {
  std::vector<std::string> texts;
  for (testing::Heard& heard : reader.NextMessages(count)) texts.push_back(std::move(heard.text));
  return texts;
}

}  // namespace workbook::check
