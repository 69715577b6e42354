// Error details: a status can carry messages for programs, besides code and text.
#include "lessons/error_details/lesson.h"

namespace lesson {

grpc::Status Refusal(const std::string& message, const std::vector<WrongField>& fields) {
  google::rpc::BadRequest bad_request;
  for (const WrongField& wrong : fields) {
    auto* violation = bad_request.add_field_violations();
    violation->set_field(wrong.field);
    violation->set_description(wrong.description);
  }

  google::rpc::Status details;
  details.set_code(grpc::StatusCode::INVALID_ARGUMENT);
  details.set_message(message);
  static_cast<void>(details.add_details()->PackFrom(bad_request));
  return {grpc::StatusCode::INVALID_ARGUMENT, message, details.SerializeAsString()};
}

std::vector<WrongField> WrongFields(const grpc::Status& status) {
  std::vector<WrongField> fields;
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return fields;
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::BadRequest bad_request;
    if (!detail.UnpackTo(&bad_request)) continue;  // of another type
    for (const auto& violation : bad_request.field_violations()) {
      fields.push_back({violation.field(), violation.description()});
    }
  }
  return fields;
}

}  // namespace lesson
