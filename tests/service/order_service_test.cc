// What this order service adds to the contract: the limit of a request, set by rpc::Server.
#include "order/order_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "conformance/matchers.h"
#include "conformance/subject.h"
#include "order/order_book.h"
#include "order_management.grpc.pb.h"

namespace workbook::tests {
namespace {

using conformance::Endpoint;
using conformance::InProcess;
using conformance::IsOk;
using conformance::OverLoopback;
using conformance::StatusIs;
using conformance::Subject;
using conformance::SubjectName;

std::unique_ptr<rpc::Servable> MakeService() {
  return std::make_unique<rpc::Hosted<order::OrderService>>(
      *order::OrderBook::Parse("orders { id: '101' }", "the test's orders"));
}

class OrderServiceTest : public ::testing::TestWithParam<Subject> {
 protected:
  grpc::Status GetOrder(const std::string& id) {
    rpc::CallContext context(rpc::kDefaultTimeout);
    google::protobuf::StringValue request;
    request.set_value(id);
    ecommerce::Order order;
    return stub_->getOrder(&context, request, &order);
  }

  const std::unique_ptr<Endpoint> endpoint_ = GetParam().start();
  const std::unique_ptr<ecommerce::OrderManagement::Stub> stub_ =
      ecommerce::OrderManagement::NewStub(endpoint_->channel());
};

TEST_P(OrderServiceTest, AcceptsAnIdUpToTheLimitOfARequest) {
  const size_t overhead = 4;  // the field's tag, and a length of 16 KiB to 2 MiB in three bytes
  const std::string id(rpc::Server::kMaxMessageBytes - overhead, 'x');
  EXPECT_THAT(GetOrder(id), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(GetOrder(id + "x"), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(GetOrder("101"), IsOk());
}

INSTANTIATE_TEST_SUITE_P(, OrderServiceTest,
                         ::testing::Values(InProcess("Callback", MakeService),
                                           OverLoopback("CallbackOverLoopback", MakeService)),
                         SubjectName);

}  // namespace
}  // namespace workbook::tests
