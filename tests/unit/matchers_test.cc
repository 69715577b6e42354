// A matcher that always matches makes every test green: these can fail.
#include "conformance/matchers.h"

#include <gtest/gtest.h>

#include <string>

#include "calculator.pb.h"

namespace workbook::tests {
namespace {

using conformance::EqualsProto;
using conformance::IsOk;
using conformance::IsOkAndHolds;
using conformance::StatusIs;

using ::testing::DescribeMatcher;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(MatchersTest, IsOkTellsSuccessFromFailure) {
  EXPECT_THAT(grpc::Status::OK, IsOk());
  EXPECT_THAT(absl::OkStatus(), IsOk());
  EXPECT_THAT(absl::StatusOr<int>(1), IsOk());
  EXPECT_THAT(grpc::Status(grpc::StatusCode::INTERNAL, ""), Not(IsOk()));
  EXPECT_THAT(absl::InternalError(""), Not(IsOk()));
  EXPECT_THAT(absl::StatusOr<int>(absl::AbortedError("")), Not(IsOk()));
}

TEST(MatchersTest, StatusIsComparesCodeAndMessage) {
  const grpc::Status status(grpc::StatusCode::NOT_FOUND, "no order 999");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, HasSubstr("999")));
  EXPECT_THAT(status, Not(StatusIs(absl::StatusCode::kNotFound, HasSubstr("998"))));
  EXPECT_THAT(status, Not(StatusIs(absl::StatusCode::kInternal, HasSubstr("999"))));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(status, Not(StatusIs(absl::StatusCode::kOk)));
}

TEST(MatchersTest, StatusIsReadsTheStatusOfAStatusOr) {
  const absl::StatusOr<int> failed = absl::NotFoundError("no order 999");
  EXPECT_THAT(failed, StatusIs(absl::StatusCode::kNotFound, HasSubstr("999")));
  EXPECT_THAT(failed, Not(StatusIs(absl::StatusCode::kInternal)));
  EXPECT_THAT(absl::StatusOr<int>(1), StatusIs(absl::StatusCode::kOk));
}

TEST(MatchersTest, IsOkAndHoldsComparesTheValue) {
  const absl::StatusOr<std::string> text = std::string("no order 999");
  EXPECT_THAT(text, IsOkAndHolds(std::string("no order 999")));
  EXPECT_THAT(text, IsOkAndHolds(HasSubstr("999")));
  EXPECT_THAT(text, Not(IsOkAndHolds(HasSubstr("998"))));
}

TEST(MatchersTest, IsOkAndHoldsRejectsAnError) {
  const absl::StatusOr<int> failed = absl::NotFoundError("no order 999");
  EXPECT_THAT(failed, Not(IsOkAndHolds(0)));
  EXPECT_THAT(failed, Not(IsOkAndHolds(::testing::_)));
}

TEST(MatchersTest, ADescriptionNamesTheCodeOrTheValue) {
  EXPECT_EQ(DescribeMatcher<absl::Status>(StatusIs(absl::StatusCode::kNotFound)),
            "has the code NOT_FOUND");
  EXPECT_EQ(DescribeMatcher<absl::StatusOr<int>>(IsOkAndHolds(30)), "is equal to 30");
}

TEST(MatchersTest, EqualsProtoComparesEveryField) {
  calc::AddRequest request;
  request.set_n1(1);
  EXPECT_THAT(request, EqualsProto("n1: 1"));
  EXPECT_THAT(request, Not(EqualsProto("n1: 1 n2: 2")));
  EXPECT_THAT(request, Not(EqualsProto("no such field")));
}

}  // namespace
}  // namespace workbook::tests
