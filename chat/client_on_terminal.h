// The chat as a person has it: the first tutorial's prompts, and what others say above them.
#pragma once

#include <string>

#include "chat/client_door.h"

namespace workbook::chat {

/// Talks until `q` or Ctrl-D, and returns the program's exit status. Asks for an id when `id` is
/// empty and whenever the server refuses it. Without a server it says so and waits.
int TalkOnTerminal(ChatDoor& door, std::string id);

}  // namespace workbook::chat
