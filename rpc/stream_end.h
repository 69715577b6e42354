// Distinguishes two ends of a stream that gRPC (1.51 to 1.83) reports alike: the client
// half-closed, or the client sent bytes that do not parse.
#pragma once

#include <google/protobuf/message.h>

#include "absl/status/status.h"

namespace workbook::rpc {

/// Before each read into `message`: adds a mark, which parsing removes. The mark is an unknown
/// field, because a message of any type may have those; it would go onto the wire if the message
/// were sent.
void MarkBeforeRead(google::protobuf::Message& message);

/// For the synchronous API: marks `message`, then reads into it.
template <typename Reader, typename Message>
bool MarkAndRead(Reader& reader, Message& message) {
  MarkBeforeRead(message);
  return reader.Read(&message);
}

/// After a read into `message` that failed: OK when nothing arrived, which is the end of the
/// stream; INVALID_ARGUMENT when bytes arrived that do not parse.
absl::Status StreamEndStatus(const google::protobuf::Message& message);

}  // namespace workbook::rpc
