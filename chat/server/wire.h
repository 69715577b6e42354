// Messages from and to the bytes of a call. The services take requests as bytes, so that they can
// refuse a text that is not valid UTF-8 with INVALID_ARGUMENT, and write messages as bytes, so that
// one encoding serves all readers.
#pragma once

#include <grpcpp/grpcpp.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "chat/core/event_log.h"

namespace workbook::chat::server {

/// The request in `bytes`; INVALID_ARGUMENT when they are not an encoding of one. To protobuf a
/// string that is not valid UTF-8 is such an error, too.
template <typename Request>
absl::StatusOr<Request> Decode(const grpc::ByteBuffer& bytes) {
  Request request;
  grpc::ByteBuffer consumed = bytes;  // a reference: reading clears the buffer
  if (!grpc::SerializationTraits<Request>::Deserialize(&consumed, &request).ok()) {
    return absl::InvalidArgumentError(absl::StrCat("the request is not a valid ",
                                                   Request::descriptor()->full_name(),
                                                   " (is its text UTF-8?)"));
  }
  return request;
}

/// `reply` as bytes.
template <typename Reply>
grpc::ByteBuffer Encode(const Reply& reply) {
  const grpc::Slice slice(reply.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

/// A copy of `prefix`, then the run's bytes, shared: the buffer holds a reference to their owner.
grpc::ByteBuffer Share(const std::string& prefix, const core::Run& run);

/// Adds the status's RetryDelay, if it has one, to the call's trailing metadata as gRPC's retry
/// pushback (gRFC A6): a client with a retry policy waits that long.
void SetRetryPushback(const absl::Status& status, grpc::ServerContext& context);

}  // namespace workbook::chat::server
