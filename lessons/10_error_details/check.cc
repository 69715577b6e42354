// Lesson 10 holds when a client's program can tell which field was wrong.
#include "lessons/check/check.h"

#include <grpcpp/support/error_details.h>

#include "lesson.h"
#include "lessons/check/served.h"
#include "rpc/channel.h"

namespace {

using workbook::testing::Gives;
using workbook::testing::HasCode;
using workbook::testing::IsOk;

grpc::Status GetOrder(const std::string& id) {
  const workbook::check::Served served(lesson::MakeOrderDesk());
  const auto stub = ecommerce::OrderManagement::NewStub(served.channel());
  workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
  google::protobuf::StringValue request;
  request.set_value(id);
  ecommerce::Order order;
  return stub->getOrder(&context, request, &order);
}

// What came in the trailer, as a client reads it.
absl::StatusOr<google::rpc::Status> Inner(const grpc::Status& status) {
  if (status.error_details().empty()) {
    return absl::NotFoundError("the call ended without details");
  }
  google::rpc::Status inner;
  if (!grpc::ExtractErrorDetails(status, &inner).ok()) {
    return absl::DataLossError("the details are no google.rpc.Status");
  }
  return inner;
}

absl::StatusOr<std::string> WrongField(const grpc::Status& status) {
  const auto inner = Inner(status);
  if (!inner.ok()) return inner.status();
  google::rpc::BadRequest detail;
  if (inner->details().empty() || !inner->details(0).UnpackTo(&detail)) {
    return absl::NotFoundError("the google.rpc.Status has no google.rpc.BadRequest in it");
  }
  if (detail.field_violations().empty()) return absl::NotFoundError("no field is named");
  return detail.field_violations(0).field();
}

// `CODE: message`, of a status that came as bytes.
absl::StatusOr<std::string> CodeAndMessage(const absl::StatusOr<google::rpc::Status>& inner) {
  if (!inner.ok()) return inner.status();
  const auto code = static_cast<absl::StatusCode>(inner->code());
  return absl::StatusCodeToString(code) + ": " + inner->message();
}

HOLDS(RefusesWithTheCode, "An id with a letter in it is INVALID_ARGUMENT", "return {") {
  EXPECT_THAT(GetOrder("1o1"), HasCode(absl::StatusCode::kInvalidArgument));
}

HOLDS(NamesTheField, "A program can read in the details which field was wrong", "return {") {
  EXPECT_THAT(WrongField(GetOrder("1o1")), Gives(std::string("value")));
}

HOLDS(AgreesWithItself, "The status in the details has the code and message of the call's",
      "return {") {
  const grpc::Status status = GetOrder("1o1");
  EXPECT_THAT(CodeAndMessage(Inner(status)),
              Gives(workbook::rpc::Describe(workbook::rpc::FromGrpcStatus(status))));
}

HOLDS(AnswersOtherwise, "An id of digits is answered", "IsNumber(request") {
  EXPECT_THAT(GetOrder("101"), IsOk());
}

}  // namespace
