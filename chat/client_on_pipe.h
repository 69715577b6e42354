// The chat as a program has it: lines in, lines out, an exit status.
#pragma once

#include <chrono>
#include <string>

#include "chat/client_door.h"

namespace workbook::chat {

/// Says each line of the descriptor `input` as `id` and prints what is heard on stdout, plain:
/// `NAME > TEXT`. Returns at the end of the input once its own lines have been heard, which is how
/// it knows that the room has them (where a contract has no numbers a line of the same text counts
/// as well: nothing tells the two apart). Returns kExitFailed, having said why on stderr, when the
/// server cannot be reached at first, when a line was refused, when the name was or the room lets
/// nobody in, which ends it at once, when stdout takes no more, or when for `timeout` none of the
/// lines that are missing was heard.
int TalkOnPipe(ChatDoor& door, const std::string& id, int input, std::chrono::milliseconds timeout);

}  // namespace workbook::chat
