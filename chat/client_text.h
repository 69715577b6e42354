// What a client finds out about a message by itself, and how it words a refusal.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "chat/client_door.h"
#include "chat/limits.h"
#include "rpc/text.h"

namespace workbook::chat {

/// kNameRefused unless `owner` can be a name at all, INVALID_ARGUMENT unless `text` is valid UTF-8.
/// Found before it is sent: a server that gives its messages to protobuf unread answers with a code
/// of its language's choice, and no answer says which of the two was wrong.
inline absl::Status CheckSayable(const std::string& owner, const std::string& text) {
  if (!rpc::IsValidUtf8(owner)) return absl::Status(kNameRefused, "the id is not valid UTF-8");
  if (owner.size() > kMaxNameBytes) {
    return absl::Status(kNameRefused, absl::StrCat("the id is ", owner.size(), " bytes long; ",
                                                   kMaxNameBytes, " are allowed"));
  }
  if (!rpc::IsValidUtf8(text)) return absl::InvalidArgumentError("the text is not valid UTF-8");
  return absl::OkStatus();
}

/// What Say returns when the server wants another name.
inline absl::Status NameRefused(const std::string& owner) {
  return absl::Status(kNameRefused, absl::StrCat("the server refused the id \"", owner, "\""));
}

/// `status`, but kNameRefused where an INVALID_ARGUMENT can only mean the empty name.
inline absl::Status BlameEmptyName(const std::string& owner, const absl::Status& status) {
  return owner.empty() && absl::IsInvalidArgument(status) ? NameRefused(owner) : status;
}

/// Whether `status`, which ended a stream, speaks of the connection and not of what was said.
inline bool ServerWentAway(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsCancelled(status);
}

/// Whether `status` leaves open if what was said has been heard: the answer is what got lost.
inline bool AnswerWasLost(const absl::Status& status) {
  return ServerWentAway(status) || absl::IsDeadlineExceeded(status);
}

/// Whether to ask again would get the same answer, until somebody changes a thing.
inline bool IsFinal(const absl::Status& status) {
  return absl::IsUnauthenticated(status) || absl::IsPermissionDenied(status) ||
         absl::IsUnimplemented(status);
}

/// A message of a contract that knows nothing but who and what.
inline Heard WhatWasSaid(const std::string& owner, const std::string& text) {
  Heard heard;
  heard.what = Heard::Said{owner, text};
  return heard;
}

/// A message as a line fit for a terminal.
inline std::string ToLine(const Heard::Said& said) {
  return absl::StrCat(rpc::Printable(said.owner), " > ", rpc::Printable(said.text));
}

}  // namespace workbook::chat
