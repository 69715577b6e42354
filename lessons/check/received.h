// What a reader of a chat receives, in words that a verdict can print.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/check/chat.h"
#include "rpc/status.h"

namespace workbook::lessons::check {

/// How a reader's stream ends. A check gives each reader the deadline kReadTimeout: at that
/// deadline the reader still waited.
inline std::string StreamEnd(const grpc::Status& status) {
  if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) {
    return "nothing more came in time";
  }
  return absl::StrCat("its stream ended with ", rpc::Describe(rpc::FromGrpcStatus(status)));
}

/// The next `count` texts: "it received: tea?, yes". When fewer arrive, also why: "it received:
/// tea?; then nothing more came in time".
inline std::string Received(ChatReader& reader, size_t count) {
  const std::vector<std::string> texts = Texts(reader, count);
  const std::string received =
      texts.empty() ? "it received nothing" : "it received: " + absl::StrJoin(texts, ", ");
  if (texts.size() == count) return received;
  return absl::StrCat(received, "; then ", StreamEnd(reader.Finish()));
}

}  // namespace workbook::lessons::check
