// Messages in a batch, counted by their lengths alone: a load client that parsed them would be
// measured instead of the server.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstddef>

namespace workbook::bench {

/// How many events in an encoded workbook.chat.v1.JoinResponse are messages.
size_t CountMessages(const grpc::ByteBuffer& response);

}  // namespace workbook::bench
