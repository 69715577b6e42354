// Lesson 10, error details: beside a code and a text a status can carry messages, for programs.
#include <string>

#include "absl/strings/ascii.h"
#include "lesson.h"

namespace lesson {
namespace {

// INVALID_ARGUMENT, and which field of the request is to blame, in a form that programs can read.
grpc::Status Refusal(const std::string& field, const std::string& description) {
  google::rpc::BadRequest detail;
  auto* violation = detail.add_field_violations();
  violation->set_field(field);
  violation->set_description(description);

  // TODO: put the detail into a google::rpc::Status of the same code and message, and give its
  // bytes to grpc::Status as its third argument.
  return {grpc::StatusCode::INVALID_ARGUMENT, description};
}

bool IsNumber(const std::string& text) {
  for (const char c : text) {
    if (!absl::ascii_isdigit(c)) return false;
  }
  return !text.empty();
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
