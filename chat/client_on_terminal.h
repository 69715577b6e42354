// The chat as a person has it: the first tutorial's prompts, and what others say above them.
#pragma once

#include <chrono>
#include <string>

#include "chat/client_door.h"

namespace workbook::chat {

/// Who sits at the terminal, and how it is to look.
struct TerminalSeat {
  std::string id;    ///< asked for when it is empty, and whenever it is refused
  std::string room;  ///< to be shown; the door leads there
  bool color = true;
  std::chrono::milliseconds timeout;  ///< how long to wait, on leaving, for what is not said yet
};

/// Talks until `q`, /quit or Ctrl-D, and returns the program's exit status. Without a server it
/// says so and waits.
int TalkOnTerminal(ChatDoor& door, TerminalSeat seat);

}  // namespace workbook::chat
