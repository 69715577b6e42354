// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <string>
#include <vector>

#include "error_details.pb.h"

namespace lesson {

/// A field of a request that is wrong.
struct WrongField {
  std::string field;        ///< "items[0].price"
  std::string description;  ///< what is wrong with it, for people
};

/// For a server: a status with INVALID_ARGUMENT and `message`, whose details are a
/// google.rpc.Status of the same code and message. That contains one google.rpc.BadRequest, which
/// lists `fields` in their order.
grpc::Status Refusal(const std::string& message, const std::vector<WrongField>& fields);

/// For a client: what the google.rpc.BadRequest in the details of `status` lists. Empty when there
/// is none: no details, bytes that do not parse as a google.rpc.Status, details of other types.
std::vector<WrongField> WrongFields(const grpc::Status& status);

}  // namespace lesson
