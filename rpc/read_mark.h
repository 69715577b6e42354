// Tells two ends of a stream apart that gRPC 1.51 reports alike: the client has half-closed, and
// the client has sent bytes that are no message.
#pragma once

#include <google/protobuf/message.h>

#include "absl/status/status.h"

namespace workbook::rpc {

/// Before each read into `message`: leaves a mark in it, which does not outlive parsing. It is an
/// unknown field, for those may stand in a message of any type, and goes onto the wire when the
/// message is sent.
void MarkUnread(google::protobuf::Message& message);

/// In the synchronous API: a marked read, from a reader or a stream.
template <typename Reader, typename Message>
bool MarkAndRead(Reader& reader, Message& message) {
  MarkUnread(message);
  return reader.Read(&message);
}

/// After a read into `message` that gave nothing: OK when nothing came, which is the end of the
/// stream; INVALID_ARGUMENT when something came that is no such message.
absl::Status WhyUnread(const google::protobuf::Message& message);

}  // namespace workbook::rpc
