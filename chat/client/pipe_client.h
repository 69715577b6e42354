// The chat for programs: lines in, lines out, an exit status.
#pragma once

#include <chrono>
#include <string>

#include "chat/client/contract_client.h"

namespace workbook::chat::client {

/// Sends each line of the descriptor `input` as `id`, and prints each message it receives on
/// stdout, plain: `NAME > TEXT`. At the end of the input it waits until its own messages have
/// arrived, which proves that the room has them (without sequence numbers, any message of that
/// sender and text counts: nothing tells the two apart), and returns the exit status.
///
/// Returns kExitFailed, with the reason on stderr, when it could not reach the server at first,
/// when the server refused a message, when stdout accepts no more, or when none of the missing
/// messages arrived for `timeout`. A refused name or a refused join ends it at once.
int RunPipeClient(ContractClient& client, const std::string& id, int input,
                  std::chrono::milliseconds timeout);

}  // namespace workbook::chat::client
