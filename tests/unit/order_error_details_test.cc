#include "order/order_error_details.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "conformance/matchers.h"
#include "error_details.pb.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;
using conformance::StatusIs;
using order::FromGrpcStatusWithDetails;
using order::ToGrpcStatusWithDetails;
using order::WithDetailsInWords;
using ::testing::IsEmpty;

const absl::Status kMissing = absl::NotFoundError("there is no order \"999\"");

google::rpc::Status Parse(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

TEST(OrderErrorDetailsTest, NameTheMissingOrder) {
  const google::rpc::Status details = Parse(ToGrpcStatusWithDetails(kMissing, "999"));
  ASSERT_EQ(details.details_size(), 1);
  EXPECT_EQ(details.details(0).type_url(), "type.googleapis.com/google.rpc.ResourceInfo");
  google::rpc::ResourceInfo missing;
  ASSERT_TRUE(details.details(0).UnpackTo(&missing));
  EXPECT_EQ(missing.resource_type(), "ecommerce.Order");
  EXPECT_EQ(missing.resource_name(), "999");
}

// gRPC's library for Python refuses details that disagree with their call.
TEST(OrderErrorDetailsTest, HaveTheCodeAndTheMessageOfTheCall) {
  const grpc::Status status = ToGrpcStatusWithDetails(kMissing, "999");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, kMissing.message()));
  EXPECT_EQ(Parse(status).code(), status.error_code());
  EXPECT_EQ(Parse(status).message(), status.error_message());
}

TEST(OrderErrorDetailsTest, AreOnlyForAMissingOrderWithAnIdOfReasonableLength) {
  const absl::Status empty = absl::InvalidArgumentError("the order's id is empty");
  EXPECT_THAT(ToGrpcStatusWithDetails(empty, "").error_details(), IsEmpty());
  const std::string longest(200, 'x');
  EXPECT_EQ(Parse(ToGrpcStatusWithDetails(kMissing, longest)).details_size(), 1);
  EXPECT_THAT(ToGrpcStatusWithDetails(kMissing, longest + "x").error_details(), IsEmpty());
  EXPECT_THAT(ToGrpcStatusWithDetails(kMissing, longest + "x"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST(OrderErrorDetailsTest, ArePayloadsForTheClientAndWordsForPeople) {
  const absl::Status status = FromGrpcStatusWithDetails(ToGrpcStatusWithDetails(kMissing, "999"));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, "there is no order \"999\""));
  EXPECT_TRUE(status.GetPayload("type.googleapis.com/google.rpc.ResourceInfo").has_value());
  EXPECT_EQ(
      WithDetailsInWords(status),
      absl::NotFoundError("there is no order \"999\"; missing resource: ecommerce.Order \"999\""));
}

TEST(OrderErrorDetailsTest, MayBeOfAnyServerAndOfAnyKind) {
  google::rpc::BadRequest other_kind;
  google::rpc::Status details;
  ASSERT_TRUE(details.add_details()->PackFrom(other_kind));
  details.add_details();  // an Any without a type
  for (const std::string& bytes :
       {std::string(), std::string("\xFF"), std::string(500, 'x'), details.SerializeAsString()}) {
    const absl::Status status =
        FromGrpcStatusWithDetails({grpc::StatusCode::NOT_FOUND, "no such tea", bytes});
    EXPECT_THAT(WithDetailsInWords(status), StatusIs(absl::StatusCode::kNotFound, "no such tea"));
  }
  EXPECT_THAT(FromGrpcStatusWithDetails(grpc::Status::OK), IsOk());
}

}  // namespace
}  // namespace workbook::tests
