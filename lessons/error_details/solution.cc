// Error details: a status can carry messages for programs, besides code and text.
#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "lessons/error_details/lesson.h"

namespace lesson {
namespace {

// INVALID_ARGUMENT with the name of the wrong field, in a form that programs can read.
grpc::Status Refusal(const std::string& field, const std::string& description) {
  google::rpc::BadRequest detail;
  auto* violation = detail.add_field_violations();
  violation->set_field(field);
  violation->set_description(description);

  google::rpc::Status status;
  status.set_code(grpc::StatusCode::INVALID_ARGUMENT);
  status.set_message(description);
  static_cast<void>(status.add_details()->PackFrom(detail));  // false: a required field is unset
  return {grpc::StatusCode::INVALID_ARGUMENT, description, status.SerializeAsString()};
}

bool IsNumber(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, absl::ascii_isdigit);
}

class OrderDesk final : public ecommerce::OrderManagement::Service {
  grpc::Status getOrder(grpc::ServerContext* /*context*/,
                        const google::protobuf::StringValue* request,
                        ecommerce::Order* reply) override {
    if (!IsNumber(request->value())) return Refusal("value", "an order's id is a number");
    reply->set_id(request->value());
    return grpc::Status::OK;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOrderDesk() { return std::make_unique<OrderDesk>(); }

}  // namespace lesson
