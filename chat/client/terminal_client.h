// The chat for a user at a terminal: the first tutorial's prompts, and the messages above them.
#pragma once

#include <chrono>
#include <string>

#include "chat/client/contract_client.h"

namespace workbook::chat::client {

struct TerminalOptions {
  std::string id;    ///< the client asks for it when it is empty, and whenever it is refused
  std::string room;  ///< to show; `client` joins it
  bool color = true;
  std::chrono::milliseconds timeout;  ///< how long to wait for unsent messages when the user quits
};

/// Chats until `q`, /quit or Ctrl-D, and returns the program's exit status. Without a server it
/// says so and waits.
int RunTerminalClient(ContractClient& client, TerminalOptions options);

}  // namespace workbook::chat::client
