// The chat as a program has it: lines in, lines out, an exit status.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>

#include "chat/client_door.h"

namespace workbook::chat {

/// Says each line of `lines` as `id` and prints what is heard on stdout. Returns at the end of
/// `lines` once its own have been heard, which is how it knows that the room has them (behind the
/// door `note` the same line in the history counts as well: nothing tells the two apart). Returns
/// kExitFailed, having said why on stderr, when the server cannot be reached at first, when a line
/// was refused, or when for `timeout` none of those that are missing was heard.
int TalkOnPipe(ChatDoor& door, const std::string& id, std::istream& lines,
               std::chrono::milliseconds timeout);

}  // namespace workbook::chat
