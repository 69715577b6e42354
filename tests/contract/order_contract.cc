#include "contract/order_contract.h"

#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/generic/generic_stub.h>

#include <future>
#include <string>
#include <thread>
#include <vector>

#include "rpc/channel.h"
#include "support/matchers.h"

namespace workbook::testing {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

grpc::Status OrderContract::GetOrder(const std::string& id, ecommerce::Order* order) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  google::protobuf::StringValue request;
  request.set_value(id);
  return stub_->getOrder(&context, request, order);
}

namespace {

// No server is likely to hold an order of this name.
constexpr char kUnknown[] = "order_contract: unknown";

TEST_P(OrderContract, GivesEachKnownOrderFieldForField) {
  for (const ecommerce::Order& known : GetParam().orders) {
    ecommerce::Order order;
    EXPECT_THAT(GetOrder(known.id(), &order), IsOk());
    EXPECT_EQ(order.SerializeAsString(), known.SerializeAsString()) << order.DebugString();
  }
}

TEST_P(OrderContract, NamesTheIdThatItDoesNotKnow) {
  ecommerce::Order order;
  EXPECT_THAT(GetOrder(kUnknown, &order),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr(kUnknown)));
}

TEST_P(OrderContract, RefusesAnEmptyId) {
  ecommerce::Order order;
  EXPECT_THAT(GetOrder("", &order), HasCode(absl::StatusCode::kInvalidArgument));
}

TEST_P(OrderContract, ReadsAnUnsetIdAsEmpty) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  ecommerce::Order order;
  EXPECT_THAT(stub_->getOrder(&context, google::protobuf::StringValue(), &order),
              HasCode(absl::StatusCode::kInvalidArgument));
}

TEST_P(OrderContract, NamesAnIdOfAnyScriptByteForByte) {
  for (const std::string id :
       {"e\u0301 combining", "\u05E9\u05DC\u05D5\u05DD", "주문", "🫖🔥"}) {
    ecommerce::Order order;
    EXPECT_THAT(GetOrder(id, &order), StatusIs(absl::StatusCode::kNotFound, HasSubstr(id)));
  }
}

TEST_P(OrderContract, TakesNulForAByteLikeAnyOther) {
  std::vector<std::string> ids = {kUnknown};
  for (const ecommerce::Order& known : GetParam().orders) ids.push_back(known.id());
  for (const std::string& id : ids) {
    ecommerce::Order order;
    const grpc::Status status = GetOrder(id + '\0', &order);
    EXPECT_THAT(status, AnyOf(HasCode(absl::StatusCode::kNotFound),
                              HasCode(absl::StatusCode::kInvalidArgument)));
  }
}

TEST_P(OrderContract, KeepsControlCharactersOutOfTheStatus) {
  ecommerce::Order order;
  const grpc::Status status = GetOrder(std::string("a\n\r\x1B[31m\x7F\0", 10), &order);
  EXPECT_THAT(status, Not(IsOk()));
  for (const char c : status.error_message()) {
    EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) << status.error_message();
  }
}

TEST_P(OrderContract, TakesAnIdUpToTheLimitOfARequest) {
  const size_t overhead = 4;  // the field's tag, and a length of 16 KiB to 2 MiB in three bytes
  const std::string id(GetParam().max_request_bytes - overhead, 'x');
  ecommerce::Order order;
  EXPECT_THAT(GetOrder(id, &order), HasCode(absl::StatusCode::kNotFound));
  EXPECT_THAT(GetOrder(id + "x", &order), HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(GetOrder(kUnknown, &order), HasCode(absl::StatusCode::kNotFound));
}

TEST_P(OrderContract, RefusesAnIdThatIsNotUtf8AndGoesOn) {
  // A BytesValue has the bytes of a StringValue, and protobuf lets any byte into it.
  grpc::TemplatedGenericStub<google::protobuf::BytesValue, ecommerce::Order> stub(
      endpoint_->channel());
  rpc::CallContext context(rpc::kDefaultTimeout);
  google::protobuf::BytesValue request;
  request.set_value("101\xFF");
  ecommerce::Order order;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, "/ecommerce.OrderManagement/getOrder", grpc::StubOptions(), &request,
                 &order, [&done](grpc::Status status) { done.set_value(status); });
  EXPECT_THAT(done.get_future().get(), Not(IsOk()));
  EXPECT_THAT(GetOrder(kUnknown, &order), HasCode(absl::StatusCode::kNotFound));
}

TEST_P(OrderContract, KeepsConcurrentCallsApart) {
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([this, caller] {
      for (int i = 0; i < 25; ++i) {
        const std::string id = kUnknown + std::to_string(caller * 1000 + i);
        ecommerce::Order order;
        EXPECT_THAT(GetOrder(id, &order), StatusIs(absl::StatusCode::kNotFound, HasSubstr(id)));
        for (const ecommerce::Order& known : GetParam().orders) {
          EXPECT_THAT(GetOrder(known.id(), &order), IsOk());
          EXPECT_EQ(order.id(), known.id());
        }
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
}

}  // namespace
}  // namespace workbook::testing
