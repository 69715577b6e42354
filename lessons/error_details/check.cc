// Passes when a server's refusal tells a client's code which fields are wrong.
#include "lessons/check/check.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/check/test_server.h"
#include "lessons/error_details/lesson.h"
#include "order_management.grpc.pb.h"
#include "rpc/channel.h"

namespace {

using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;

// Ends every call with one status.
class OrderDesk final : public ecommerce::OrderManagement::Service {
 public:
  explicit OrderDesk(grpc::Status end) : end_(std::move(end)) {}

 private:
  grpc::Status getOrder(grpc::ServerContext* /*context*/,
                        const google::protobuf::StringValue* /*request*/,
                        ecommerce::Order* /*reply*/) override {
    return end_;
  }

  const grpc::Status end_;
};

// What a client gets of the status that a server's handler returns.
grpc::Status OverTheWire(const grpc::Status& end) {
  const workbook::lessons::check::TestServer server(std::make_unique<OrderDesk>(end));
  workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
  ecommerce::Order order;
  return ecommerce::OrderManagement::NewStub(server.channel())->getOrder(&context, {}, &order);
}

using WrongFields = std::vector<lesson::WrongField>;

const WrongFields kOne = {{"value", "has a letter"}};
const WrongFields kTwo = {{"items[0].price", "is negative"}, {"destination", "is not a city"}};

// "value has a letter, destination is not a city"
std::string InWords(const WrongFields& fields) {
  if (fields.empty()) return "no field";
  return absl::StrJoin(fields, ", ", [](std::string* out, const lesson::WrongField& wrong) {
    absl::StrAppend(out, wrong.field, " ", wrong.description);
  });
}

// ---- The server's side ----

grpc::Status Refuse(const std::string& message, const WrongFields& fields) {
  return OverTheWire(lesson::Refusal(message, fields));
}

// Why the details of `status` are no google.rpc.Status; empty when they are, and in `details`.
std::string Parse(const grpc::Status& status, google::rpc::Status& details) {
  const std::string bytes = status.error_details();
  if (bytes.empty()) return "the status has no details";
  if (!details.ParseFromString(bytes)) return "the details do not parse as a google.rpc.Status";
  // Protobuf skips what it does not know, so a message of another type may parse.
  google::rpc::BadRequest bare;
  if (details.ByteSizeLong() > 0 && details.details().empty() && bare.ParseFromString(bytes) &&
      !bare.field_violations().empty()) {
    return "the details are a bare google.rpc.BadRequest, without a google.rpc.Status around it";
  }
  return "";
}

// The fields that the details of `status` list, in words.
std::string Listed(const grpc::Status& status) {
  google::rpc::Status details;
  if (const std::string reason = Parse(status, details); !reason.empty()) return reason;
  int bad_requests = 0;
  WrongFields fields;
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::BadRequest bad_request;
    if (detail.type_url().empty()) return "a detail does not say of which type it is";
    if (!detail.UnpackTo(&bad_request)) continue;
    ++bad_requests;
    for (const auto& violation : bad_request.field_violations()) {
      fields.push_back({violation.field(), violation.description()});
    }
  }
  if (bad_requests == 0) return "the google.rpc.Status contains no google.rpc.BadRequest";
  if (bad_requests > 1) return absl::StrCat(bad_requests, " google.rpc.BadRequests, not one");
  return InWords(fields);
}

// "code INVALID_ARGUMENT, message: ...", as the details have them.
std::string CodeAndMessage(const grpc::Status& status) {
  google::rpc::Status details;
  if (const std::string reason = Parse(status, details); !reason.empty()) return reason;
  const auto code = static_cast<absl::StatusCode>(details.code());
  return absl::StrCat(
      "code ", absl::StatusCodeToString(code),
      details.message().empty() ? ", no message" : ", message: ", details.message());
}

BEHAVIOUR(Lesson, RefusesWithTheCode, "A refusal has the code INVALID_ARGUMENT and its message",
          "Refusal(") {
  EXPECT_THAT(Refuse("an id is a number", kOne),
              StatusIs(absl::StatusCode::kInvalidArgument, "an id is a number"));
  EXPECT_THAT(Refuse("the order is wrong", kTwo),
              StatusIs(absl::StatusCode::kInvalidArgument, "the order is wrong"));
}

BEHAVIOUR(Lesson, ListsTheFields, "Its details list each wrong field, in one BadRequest",
          "Refusal(") {
  EXPECT_THAT(Listed(Refuse("an id is a number", kOne)), "value has a letter");
  EXPECT_THAT(Listed(Refuse("the order is wrong", kTwo)),
              "items[0].price is negative, destination is not a city");
}

BEHAVIOUR(Lesson, AgreesWithItself, "The status in the details has the call's code and message",
          "Refusal(") {
  EXPECT_THAT(CodeAndMessage(Refuse("an id is a number", kOne)),
              "code INVALID_ARGUMENT, message: an id is a number");
  EXPECT_THAT(CodeAndMessage(Refuse("the order is wrong", kTwo)),
              "code INVALID_ARGUMENT, message: the order is wrong");
}

// ---- The client's side ----

google::rpc::BadRequest BadRequestOf(const WrongFields& fields) {
  google::rpc::BadRequest bad_request;
  for (const lesson::WrongField& wrong : fields) {
    auto* violation = bad_request.add_field_violations();
    violation->set_field(wrong.field);
    violation->set_description(wrong.description);
  }
  return bad_request;
}

google::rpc::ResourceInfo OtherDetail() {
  google::rpc::ResourceInfo info;
  // On the wire a message does not say of which type it is: these bytes would also do for a
  // BadRequest, of a field with the name "kind".
  info.set_resource_type("\n\4kind");
  info.set_resource_name("101");
  return info;
}

// The bytes of a google.rpc.Status with this code and detail.
std::string BytesOf(grpc::StatusCode code, const google::protobuf::Any& detail) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message("the order is wrong");
  *status.add_details() = detail;
  return status.SerializeAsString();
}

google::protobuf::Any Packed(const google::rpc::BadRequest& bad_request) {
  google::protobuf::Any detail;
  static_cast<void>(detail.PackFrom(bad_request));
  return detail;
}

template <typename... Details>
std::string Bytes(const Details&... details) {
  google::rpc::Status status;
  status.set_code(grpc::StatusCode::INVALID_ARGUMENT);
  status.set_message("the order is wrong");
  (static_cast<void>(status.add_details()->PackFrom(details)), ...);
  return status.SerializeAsString();
}

// The fields that a client reads from the status of a server that sends these details.
std::string Read(const std::string& bytes,
                 grpc::StatusCode code = grpc::StatusCode::INVALID_ARGUMENT) {
  return InWords(lesson::WrongFields(OverTheWire({code, "the order is wrong", bytes})));
}

BEHAVIOUR(Lesson, ReadsTheFields, "A client reads each field of a BadRequest, for any code",
          "WrongFields(") {
  EXPECT_THAT(Read(Bytes(BadRequestOf(kOne))), "value has a letter");
  EXPECT_THAT(Read(Bytes(BadRequestOf(kTwo))),
              "items[0].price is negative, destination is not a city");
  constexpr auto kCode = grpc::StatusCode::FAILED_PRECONDITION;
  EXPECT_THAT("FAILED_PRECONDITION: " + Read(BytesOf(kCode, Packed(BadRequestOf(kOne))), kCode),
              "FAILED_PRECONDITION: value has a letter");
}

BEHAVIOUR(Lesson, ReadsPastOthers, "It finds the BadRequest among details of other types",
          "WrongFields(") {
  EXPECT_THAT(Read(Bytes(OtherDetail(), BadRequestOf(kOne), OtherDetail())), "value has a letter");
}

BEHAVIOUR(Lesson, ReadsNothingFromOthers, "Where there is no BadRequest, it reads no field",
          "WrongFields(") {
  EXPECT_THAT("no details: " + Read(""), "no details: no field");
  EXPECT_THAT("details of another type: " + Read(Bytes(OtherDetail())),
              "details of another type: no field");
}

BEHAVIOUR(Lesson, KnowsTheNameOfTheType,
          "It knows the type by its name, which follows the last slash of type_url",
          "WrongFields(") {
  google::protobuf::Any detail = Packed(BadRequestOf(kOne));
  for (const auto& [url, fields] :
       {std::pair("type.example.com/google.rpc.BadRequest", "value has a letter"),
        std::pair("type.googleapis.com/shop.v1.BadRequest", "no field")}) {
    detail.set_type_url(url);
    EXPECT_THAT(absl::StrCat(url, ": ", Read(BytesOf(grpc::StatusCode::INVALID_ARGUMENT, detail))),
                absl::StrCat(url, ": ", fields));
  }
}

BEHAVIOUR(Lesson, ReadsNothingFromGarbage,
          "Where the details or the BadRequest do not parse, it reads no field", "WrongFields(") {
  // The first bytes are right, so a parser that fails has them already.
  EXPECT_THAT("details cut off at the end: " + Read(Bytes(BadRequestOf(kOne)) + "\x1A"),
              "details cut off at the end: no field");
  EXPECT_THAT("bytes of no message: " + Read("\xFF\xFF"), "bytes of no message: no field");
  google::protobuf::Any detail = Packed(BadRequestOf(kOne));
  detail.set_value(std::string(detail.value()) + "\n");  // begins a second field, and ends
  EXPECT_THAT("a BadRequest cut off at the end: " +
                  Read(BytesOf(grpc::StatusCode::INVALID_ARGUMENT, detail)),
              "a BadRequest cut off at the end: no field");
}

}  // namespace
