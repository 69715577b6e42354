// Counts the messages of a batch by their lengths alone: parsing them would measure the load client
// instead of the server.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstddef>

namespace workbook::tests {

/// The number of messages among the events of an encoded workbook.chat.v1.JoinResponse.
size_t CountMessages(const grpc::ByteBuffer& response);

}  // namespace workbook::tests
