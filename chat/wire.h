// Messages to and from the bytes of a call. The doors take requests as bytes, so that a text that
// is no valid UTF-8 gets INVALID_ARGUMENT, and give messages as bytes, so that one encoding serves
// all.
#pragma once

#include <grpcpp/grpcpp.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "chat/event_log.h"

namespace workbook::chat {

/// The request in `bytes`; INVALID_ARGUMENT when they are no encoding of one, which protobuf also
/// says of a string that is no valid UTF-8.
template <typename Request>
absl::StatusOr<Request> Decode(const grpc::ByteBuffer& bytes) {
  Request request;
  grpc::ByteBuffer consumed = bytes;  // a reference: reading clears the buffer
  if (!grpc::SerializationTraits<Request>::Deserialize(&consumed, &request).ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the request is no valid ", Request::descriptor()->full_name(), " (is its text UTF-8?)"));
  }
  return request;
}

/// `reply` as bytes.
template <typename Reply>
grpc::ByteBuffer Encode(const Reply& reply) {
  const grpc::Slice slice(reply.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

/// `prefix`, which is copied, and behind it the run's bytes, which are not: the buffer holds a
/// reference on their owner.
grpc::ByteBuffer Share(const std::string& prefix, const Run& run);

/// Adds to a call's end with `status` when it may be tried again, if the status tells, in gRPC's
/// own words (gRFC A6, retry pushback): a client with a retry policy heeds them by itself.
void SayWhenToTryAgain(const absl::Status& status, grpc::ServerContext& context);

}  // namespace workbook::chat
