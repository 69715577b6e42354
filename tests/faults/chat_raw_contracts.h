// The contracts of the chat as bytes, for messages that no stub would send.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/raw_call.h"

namespace workbook::tests {

/// One contract of the chat. Names and texts may be any bytes.
struct RawContract {
  std::string name;
  std::string send;  ///< the method that sends a message
  std::string (*message)(const std::string& sender, const std::string& text);
  std::string read;          ///< the method that streams messages
  std::string read_request;  ///< asks for new messages
};

/// All four contracts.
const std::vector<RawContract>& AllRawContracts();

/// Sends a message; the status of the call.
grpc::Status SendRaw(const std::shared_ptr<grpc::Channel>& channel, const RawContract& contract,
                     const std::string& sender, const std::string& text);

/// A reader that is registered when this returns.
std::unique_ptr<RawCall> ReadRaw(const std::shared_ptr<grpc::Channel>& channel,
                                 const RawContract& contract);

}  // namespace workbook::tests
