// A matcher that always matches makes every test green: these can fail.
#include "support/matchers.h"

#include <gtest/gtest.h>

#include "calculator.pb.h"

namespace workbook::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MatchersTest, IsOkTellsSuccessFromFailure) {
  EXPECT_THAT(grpc::Status::OK, IsOk());
  EXPECT_THAT(absl::StatusOr<int>(1), IsOk());
  EXPECT_THAT(grpc::Status(grpc::StatusCode::INTERNAL, ""), Not(IsOk()));
  EXPECT_THAT(absl::StatusOr<int>(absl::AbortedError("")), Not(IsOk()));
}

TEST(MatchersTest, StatusIsLooksAtCodeAndMessage) {
  const grpc::Status status(grpc::StatusCode::NOT_FOUND, "no order 999");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, HasSubstr("999")));
  EXPECT_THAT(status, Not(StatusIs(absl::StatusCode::kNotFound, HasSubstr("998"))));
  EXPECT_THAT(status, Not(StatusIs(absl::StatusCode::kInternal, HasSubstr("999"))));
  EXPECT_THAT(status, HasCode(absl::StatusCode::kNotFound));
  EXPECT_THAT(status, Not(HasCode(absl::StatusCode::kOk)));
}

TEST(MatchersTest, EqualsProtoComparesEveryField) {
  calc::AddRequest request;
  request.set_n1(1);
  EXPECT_THAT(request, EqualsProto("n1: 1"));
  EXPECT_THAT(request, Not(EqualsProto("n1: 1 n2: 2")));
  EXPECT_THAT(request, Not(EqualsProto("no such field")));
}

}  // namespace
}  // namespace workbook::testing
