// Error details: a status can carry messages for programs, besides code and text.
#include "lessons/error_details/lesson.h"

namespace lesson {

grpc::Status Refusal(const std::string& message, const std::vector<WrongField>& fields) {
  // TODO: list the fields in a google::rpc::BadRequest, pack that into a google::rpc::Status of the
  // same code and message, and pass its bytes to grpc::Status as the third argument.
  return {grpc::StatusCode::INVALID_ARGUMENT, message};
}

std::vector<WrongField> WrongFields(const grpc::Status& status) {
  // TODO: go the same way back, from status.error_details().
  return {};
}

}  // namespace lesson
