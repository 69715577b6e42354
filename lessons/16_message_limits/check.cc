// Lesson 16 holds when large orders arrive, and nothing larger than was agreed.
#include "lessons/check/check.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "lesson.h"
#include "lessons/check/served.h"
#include "order_management.grpc.pb.h"
#include "rpc/channel.h"

namespace {

using workbook::testing::Gives;
using workbook::testing::HasCode;

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

// How many bytes the order has that the client got.
absl::StatusOr<size_t> Ask(const std::string& id,
                           const workbook::check::Served::Configure& limit = lesson::LimitServer) {
  workbook::check::Served served(std::make_unique<OrderDesk>(),
                                 workbook::check::Served::Over::kInProcess, limit);
  const auto stub =
      ecommerce::OrderManagement::NewStub(served.server().InProcessChannel(lesson::LimitClient()));
  workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
  google::protobuf::StringValue request;
  request.set_value(id);
  ecommerce::Order order;
  const grpc::Status status = stub->getOrder(&context, request, &order);
  if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
  return order.ByteSizeLong();
}

absl::StatusOr<size_t> AskForOrderOf(size_t bytes) { return Ask(absl::StrCat(bytes)); }

HOLDS(TakesALargeOrder, "An order of 6 MiB arrives", "LimitClient()") {
  EXPECT_THAT(AskForOrderOf(6 * kMiB), Gives(6u * kMiB));
}

HOLDS(TakesTheLargestOrder, "So does one of kLargestOrder bytes, to the byte", "LimitClient()") {
  EXPECT_THAT(AskForOrderOf(lesson::kLargestOrder), Gives(size_t{lesson::kLargestOrder}));
}

HOLDS(RefusesALargerOrder, "One that is a byte larger is RESOURCE_EXHAUSTED", "LimitClient()") {
  EXPECT_THAT(AskForOrderOf(lesson::kLargestOrder + 1),
              HasCode(absl::StatusCode::kResourceExhausted));
  // Also from a server that sends whatever it has: it is the client that has to refuse.
  EXPECT_THAT(Ask(absl::StrCat(lesson::kLargestOrder + 1), {}),
              HasCode(absl::StatusCode::kResourceExhausted));
}

HOLDS(KeepsRequestsSmall, "The server still refuses a request of 2 KiB", "LimitServer(") {
  EXPECT_THAT(Ask(std::string(2048, 'x')), HasCode(absl::StatusCode::kResourceExhausted));
}

}  // namespace
