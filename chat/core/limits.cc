#include "chat/core/limits.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/text.h"

namespace workbook::chat::core {
namespace {

enum class Empty { kAllowed, kRefused };

absl::Status Check(absl::string_view what, const std::string& text, size_t max_bytes, Empty empty) {
  if (text.empty() && empty == Empty::kRefused) {
    return absl::InvalidArgumentError(absl::StrCat(what, " is empty"));
  }
  if (text.size() > max_bytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(what, " has ", text.size(), " bytes; the limit is ", max_bytes));
  }
  if (!base::IsValidUtf8(text)) {
    return absl::InvalidArgumentError(absl::StrCat(what, " is not valid UTF-8"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckRoomName(const std::string& name) {
  return Check("the room's name", name, kMaxRoomNameBytes, Empty::kRefused);
}

absl::Status CheckSender(const std::string& name) {
  return Check("the sender's name", name, kMaxNameBytes, Empty::kRefused);
}

absl::Status CheckParticipant(const std::string& name) {
  return Check("the participant's name", name, kMaxNameBytes, Empty::kAllowed);
}

absl::Status CheckText(const std::string& text) {
  return Check("the text", text, kMaxTextBytes, Empty::kAllowed);
}

absl::Status CheckMessageId(const std::string& id) {
  return Check("the message_id", id, kMaxMessageIdBytes, Empty::kAllowed);
}

}  // namespace workbook::chat::core
