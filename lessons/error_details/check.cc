// Passes when a client's code can tell which field was wrong.
#include "lessons/check/check.h"

#include <grpcpp/support/error_details.h>

#include "lessons/check/test_server.h"
#include "lessons/error_details/lesson.h"
#include "rpc/channel.h"

namespace {

using workbook::conformance::IsOk;
using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;

grpc::Status GetOrder(const std::string& id) {
  const workbook::lessons::check::TestServer server(lesson::MakeOrderDesk());
  const auto stub = ecommerce::OrderManagement::NewStub(server.channel());
  workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
  google::protobuf::StringValue request;
  request.set_value(id);
  ecommerce::Order order;
  return stub->getOrder(&context, request, &order);
}

// The status in the trailer, as a client reads it.
absl::StatusOr<google::rpc::Status> Inner(const grpc::Status& status) {
  if (status.error_details().empty()) {
    return absl::NotFoundError("the status has no details");
  }
  google::rpc::Status inner;
  if (!grpc::ExtractErrorDetails(status, &inner).ok()) {
    return absl::DataLossError("the details do not parse as a google.rpc.Status");
  }
  return inner;
}

absl::StatusOr<std::string> WrongField(const grpc::Status& status) {
  const auto inner = Inner(status);
  if (!inner.ok()) return inner.status();
  google::rpc::BadRequest detail;
  if (inner->details().empty() || !inner->details(0).UnpackTo(&detail)) {
    return absl::NotFoundError("the google.rpc.Status contains no google.rpc.BadRequest");
  }
  if (detail.field_violations().empty())
    return absl::NotFoundError("the google.rpc.BadRequest names no field");
  return detail.field_violations(0).field();
}

// "CODE: message" of the status in the trailer.
absl::StatusOr<std::string> CodeAndMessage(const absl::StatusOr<google::rpc::Status>& inner) {
  if (!inner.ok()) return inner.status();
  const auto code = static_cast<absl::StatusCode>(inner->code());
  return absl::StatusCodeToString(code) + ": " + inner->message();
}

BEHAVIOUR(Lesson, RefusesWithTheCode, "An id with a letter ends with INVALID_ARGUMENT",
          "return {") {
  EXPECT_THAT(GetOrder("1o1"), StatusIs(absl::StatusCode::kInvalidArgument));
}

BEHAVIOUR(Lesson, NamesTheField, "The details name the wrong field, for a program to read",
          "return {") {
  EXPECT_THAT(WrongField(GetOrder("1o1")), IsOkAndHolds(std::string("value")));
}

BEHAVIOUR(Lesson, AgreesWithItself, "The status in the details has the call's code and message",
          "return {") {
  const grpc::Status status = GetOrder("1o1");
  EXPECT_THAT(CodeAndMessage(Inner(status)),
              IsOkAndHolds(workbook::rpc::Describe(workbook::rpc::FromGrpcStatus(status))));
}

BEHAVIOUR(Lesson, AnswersOtherwise, "An id of digits gets its order", "IsNumber(request") {
  EXPECT_THAT(GetOrder("101"), IsOk());
}

}  // namespace
