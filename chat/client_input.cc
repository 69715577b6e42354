#include "chat/client_input.h"

#include "absl/strings/match.h"

namespace workbook::chat {

TypedLine ParseTypedLine(const std::string& line) {
  using Kind = TypedLine::Kind;
  if (line.empty()) return {Kind::kNothing, ""};
  if (line == "q") return {Kind::kQuit, ""};
  if (!absl::StartsWith(line, "/")) return {Kind::kSay, line};
  if (absl::StartsWith(line, "//")) return {Kind::kSay, line.substr(1)};
  const std::string word = line.substr(0, line.find(' '));
  if (word == "/help") return {Kind::kHelp, ""};
  if (word == "/who") return {Kind::kWho, ""};
  if (word == "/quit") return {Kind::kQuit, ""};
  return {Kind::kUnknown, word};
}

}  // namespace workbook::chat
