// What a typed line means: something to say, or a word to the program itself.
#pragma once

#include <string>

namespace workbook::chat {

struct TypedLine {
  enum class Kind { kNothing, kSay, kHelp, kWho, kQuit, kUnknown };
  Kind kind = Kind::kNothing;
  std::string text;  ///< what to say; for kUnknown the word that is none
};

/// `q` leaves, as in the tutorials; `/help`, `/who` and `/quit` are commands; `//x` says `/x`, and
/// any other `/x` is unknown: a slip of the finger is told to the one who made it and to nobody
/// else.
TypedLine ParseTypedLine(const std::string& line);

/// What /help shows, a line each.
inline constexpr const char* kHelpLines[] = {
    "/who   who is here",
    "/quit  leave (so do q and Ctrl-D)",
    "//x    say /x",
};

}  // namespace workbook::chat
