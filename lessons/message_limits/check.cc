// Passes when large orders arrive, and no message above the limits.
#include "lessons/check/check.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "lessons/check/test_server.h"
#include "lessons/message_limits/lesson.h"
#include "order_management.grpc.pb.h"
#include "rpc/channel.h"

namespace {

using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;

constexpr int kMiB = 1024 * 1024;

// An order of exactly `bytes` on the wire.
ecommerce::Order OrderOf(size_t bytes) {
  ecommerce::Order order;
  order.set_description(std::string(bytes, 'x'));
  order.mutable_description()->resize(2 * bytes - order.ByteSizeLong());
  return order;
}

// Answers the id "N" with an order of N bytes, and any other with an empty one.
class OrderDesk final : public ecommerce::OrderManagement::Service {
  grpc::Status getOrder(grpc::ServerContext* /*context*/,
                        const google::protobuf::StringValue* request,
                        ecommerce::Order* reply) override {
    int bytes = 0;
    if (absl::SimpleAtoi(request->value(), &bytes)) *reply = OrderOf(bytes);
    return grpc::Status::OK;
  }
};

// The size of the order that the client receives, in bytes.
absl::StatusOr<size_t> Ask(
    const std::string& id,
    const workbook::lessons::check::TestServer::Configure& limit = lesson::LimitServer) {
  workbook::lessons::check::TestServer server(
      std::make_unique<OrderDesk>(), workbook::lessons::check::TestServer::Over::kInProcess, limit);
  const auto stub =
      ecommerce::OrderManagement::NewStub(server.server().InProcessChannel(lesson::LimitClient()));
  workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
  google::protobuf::StringValue request;
  request.set_value(id);
  ecommerce::Order order;
  const grpc::Status status = stub->getOrder(&context, request, &order);
  if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
  return order.ByteSizeLong();
}

absl::StatusOr<size_t> AskForOrderOf(size_t bytes) { return Ask(absl::StrCat(bytes)); }

BEHAVIOUR(Lesson, TakesALargeOrder, "An order of 6 MiB arrives", "LimitClient()") {
  EXPECT_THAT(AskForOrderOf(6 * kMiB), IsOkAndHolds(6u * kMiB));
}

BEHAVIOUR(Lesson, TakesTheLargestOrder, "An order of exactly kLargestOrder bytes arrives",
          "LimitClient()") {
  EXPECT_THAT(AskForOrderOf(lesson::kLargestOrder), IsOkAndHolds(size_t{lesson::kLargestOrder}));
}

BEHAVIOUR(Lesson, RefusesALargerOrder, "An order one byte larger ends with RESOURCE_EXHAUSTED",
          "LimitClient()") {
  EXPECT_THAT(AskForOrderOf(lesson::kLargestOrder + 1),
              StatusIs(absl::StatusCode::kResourceExhausted));
  // Also from a server that sets no limits: the client has to refuse.
  EXPECT_THAT(Ask(absl::StrCat(lesson::kLargestOrder + 1), {}),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

BEHAVIOUR(Lesson, KeepsRequestsSmall, "The server still refuses a request of 2 KiB",
          "LimitServer(") {
  EXPECT_THAT(Ask(std::string(2048, 'x')), StatusIs(absl::StatusCode::kResourceExhausted));
}

}  // namespace
