#include "rpc/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "conformance/matchers.h"

namespace workbook::tests {
namespace {

using rpc::Answer;
using rpc::Describe;
using rpc::FromGrpcStatus;
using rpc::ToGrpcStatus;

using ::testing::HasSubstr;
using ::testing::Not;

TEST(StatusTest, EveryCodeSurvivesTheRoundTripWithItsText) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status status(static_cast<absl::StatusCode>(code), "gr\xC3\xBC\xC3\x9F");
    EXPECT_EQ(FromGrpcStatus(ToGrpcStatus(status)), status) << code;
  }
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
  EXPECT_THAT(FromGrpcStatus(grpc::Status::OK), conformance::IsOk());
}

TEST(StatusTest, MakesAMessageThatIsNotUtf8Printable) {
  EXPECT_EQ(ToGrpcStatus(absl::InternalError("a\xFF")).error_message(), "a\\xFF");
}

TEST(StatusTest, ReadsAnUnknownCodeAsUnknown) {
  EXPECT_THAT(FromGrpcStatus(grpc::Status(static_cast<grpc::StatusCode>(17), "odd")),
              conformance::StatusIs(absl::StatusCode::kUnknown));
}

TEST(StatusTest, DescribesOnOneLine) {
  EXPECT_EQ(Describe(absl::NotFoundError("no\norder")), "NOT_FOUND: no\\x0Aorder");
  EXPECT_EQ(Describe(absl::UnimplementedError("")), "UNIMPLEMENTED");
}

TEST(StatusTest, AddsAdviceWhenTlsFailed) {
  const std::string connecting = "failed to connect to all addresses; last error: UNKNOWN: ";
  EXPECT_THAT(Describe(absl::UnavailableError(connecting + "certificate verify failed")),
              HasSubstr("; TLS: the server's certificate"));
  EXPECT_THAT(Describe(absl::UnavailableError(connecting + "Socket closed")),
              HasSubstr("--tls-ca"));
  for (const absl::Status& other : {absl::UnavailableError(connecting + "Connection refused"),
                                    absl::UnavailableError("Socket closed"),
                                    absl::InternalError(connecting + "Socket closed")}) {
    EXPECT_THAT(Describe(other), Not(HasSubstr("TLS"))) << other;
  }
}

TEST(AnswerTest, FillsTheReplyOnlyWhenTheResultIsOk) {
  int filled = 0;
  EXPECT_THAT(Answer(absl::StatusOr<int>(5), [&](int value) { filled = value; }),
              conformance::IsOk());
  EXPECT_EQ(filled, 5);
  EXPECT_THAT(Answer(absl::StatusOr<int>(absl::NotFoundError("x")), [&](int) { filled = -1; }),
              conformance::StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(filled, 5);
}

}  // namespace
}  // namespace workbook::tests
