// GoogleMock matchers for statuses and protobuf messages, with Abseil's names and meaning.
#pragma once

#include <gmock/gmock.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <grpcpp/support/status.h>

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rpc/status.h"

namespace grpc {
/// Lets GoogleTest print a status instead of its bytes.
inline void PrintTo(const Status& status, std::ostream* out) {
  *out << workbook::rpc::Describe(workbook::rpc::FromGrpcStatus(status));
}
}  // namespace grpc

namespace absl {
/// The value, or the status.
template <typename T>
void PrintTo(const StatusOr<T>& result, std::ostream* out) {
  if (result.ok()) {
    *out << ::testing::PrintToString(*result);
  } else {
    *out << workbook::rpc::Describe(result.status());
  }
}
}  // namespace absl

namespace workbook::conformance {

inline absl::Status AsAbsl(const grpc::Status& status) { return rpc::FromGrpcStatus(status); }
inline absl::Status AsAbsl(const absl::Status& status) { return status; }
template <typename T>
absl::Status AsAbsl(const absl::StatusOr<T>& result) {
  return result.status();
}

/// OK. Like StatusIs, for a grpc::Status, an absl::Status or an absl::StatusOr.
MATCHER(IsOk, negation ? "is not OK" : "is OK") { return AsAbsl(arg).ok(); }

/// This code, with any message: StatusIs(absl::StatusCode::kNotFound).
MATCHER_P(StatusIs, code,
          (negation ? "does not have the code " : "has the code ") +
              absl::StatusCodeToString(code)) {
  return AsAbsl(arg).code() == code;
}

/// This code, and a message that matches: StatusIs(absl::StatusCode::kNotFound, HasSubstr("999")).
MATCHER_P2(StatusIs, code, message_matcher,
           absl::StatusCodeToString(code) + " with a message that " +
               ::testing::DescribeMatcher<std::string>(message_matcher, negation)) {
  const absl::Status status = AsAbsl(arg);
  return status.code() == code &&
         ::testing::Matches(message_matcher)(std::string(status.message()));
}

/// OK, and a value that matches. For an absl::StatusOr: IsOkAndHolds(30),
/// IsOkAndHolds(HasSubstr("x")).
MATCHER_P(
    IsOkAndHolds, value_matcher,
    (negation ? "is not OK, or its value does not match: " : "") +
        ::testing::DescribeMatcher<typename std::decay_t<arg_type>::value_type>(value_matcher)) {
  return arg.ok() && ::testing::ExplainMatchResult(value_matcher, *arg, result_listener);
}

/// Equal, field for field, to the message that `text` has in protobuf's text format.
MATCHER_P(EqualsProto, text, std::string(negation ? "is not " : "is ") + "the message " + text) {
  std::remove_cvref_t<decltype(arg)> expected;
  if (!google::protobuf::TextFormat::ParseFromString(text, &expected)) {
    *result_listener << "the expected message does not parse";
    return false;
  }
  google::protobuf::util::MessageDifferencer differencer;
  std::string difference;
  differencer.ReportDifferencesToString(&difference);
  const bool equal = differencer.Compare(expected, arg);
  *result_listener << difference;
  return equal;
}

}  // namespace workbook::conformance
