#include "conformance/suites/order.h"

#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/generic/generic_stub.h>

#include <future>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "base/text_format.h"
#include "conformance/matchers.h"
#include "conformance/suites/refusal.h"
#include "rpc/channel.h"

namespace workbook::conformance::suites {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StrEq;

grpc::Status OrderContract::GetOrder(const std::string& id, ecommerce::Order* order) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  google::protobuf::StringValue request;
  request.set_value(id);
  return stub_->getOrder(&context, request, order);
}

grpc::Status OrderContract::GetOrder(const std::string& id) {
  ecommerce::Order order;
  return GetOrder(id, &order);
}

std::vector<ecommerce::Order> OrderContract::KnownOrders() {
  if (!GetParam().orders.empty()) return GetParam().orders;
  ecommerce::Order order;
  const grpc::Status status = GetOrder("101", &order);
  EXPECT_THAT(status, AnyOf(IsOk(), IsRefusal()));
  if (!status.ok()) return {};
  EXPECT_THAT(order.id(), StrEq("101"));
  order.set_id("101");
  return {order};
}

namespace {

// The pages that teach the behaviours.
constexpr char kWrappersNotFound[] = "lessons/wrappers_not_found/README.md";
constexpr char kMessageLimits[] = "lessons/message_limits/README.md";
constexpr char kTheTutorial[] = "docs/order.md#what-differs-from-the-tutorial-and-why";

// An id that no server is likely to have.
constexpr char kUnknown[] = "order_contract: unknown";

constexpr char kNoOrder[] = "no order is known: give --orders";

BEHAVIOUR(OrderContract, GivesEachKnownOrderFieldForField, kRequired,
          "getOrder gives the order of that id, field for field", kWrappersNotFound) {
  const std::vector<ecommerce::Order> known = KnownOrders();
  if (known.empty()) GTEST_SKIP() << kNoOrder;
  for (const ecommerce::Order& expected : known) {
    ecommerce::Order order;
    ASSERT_THAT(GetOrder(expected.id(), &order), IsOk());
    EXPECT_THAT(base::ToOneLine(order), StrEq(base::ToOneLine(expected)));
  }
}

BEHAVIOUR(OrderContract, DoesNotFindAnUnknownOrder, kRequired,
          "An id that no order has is NOT_FOUND", kWrappersNotFound) {
  EXPECT_THAT(GetOrder(kUnknown), StatusIs(absl::StatusCode::kNotFound));
}

BEHAVIOUR(OrderContract, NamesTheIdThatItDoesNotKnow, kExpected,
          "The status of an unknown order names its id", kWrappersNotFound) {
  const grpc::Status status = GetOrder(kUnknown);
  ASSERT_THAT(status, IsRefusal());
  EXPECT_THAT(status.error_message(), HasSubstr(kUnknown));
}

BEHAVIOUR(OrderContract, NamesAnIdOfAnyScriptByteForByte, kExpected,
          "A status that names an id has it byte for byte", kTheTutorial) {
  const grpc::Status plain = GetOrder(kUnknown);
  ASSERT_THAT(plain, IsRefusal());
  if (plain.error_message().find(kUnknown) == std::string::npos) {
    GTEST_SKIP() << "the status does not name the id";
  }
  for (const std::string id :
       {"e\u0301 combining", "\u05E9\u05DC\u05D5\u05DD", "주문", "🫖🔥"}) {
    const grpc::Status status = GetOrder(id);
    ASSERT_THAT(status, IsRefusal());
    EXPECT_THAT(status.error_message(), HasSubstr(id));
  }
}

// In proto3 an unset id and an empty one are the same on the wire.
BEHAVIOUR(OrderContract, RefusesAnEmptyId, kExpected,
          "An id that is empty or not set is INVALID_ARGUMENT", kWrappersNotFound) {
  EXPECT_THAT(GetOrder(""), StatusIs(absl::StatusCode::kInvalidArgument));
}

BEHAVIOUR(OrderContract, TakesAnIdToTheLetter, kExpected,
          "A known id with a space around it is another id", kTheTutorial) {
  const std::vector<ecommerce::Order> known = KnownOrders();
  if (known.empty()) GTEST_SKIP() << kNoOrder;
  EXPECT_THAT(GetOrder(known[0].id() + " "), IsRefusal());
  EXPECT_THAT(GetOrder(" " + known[0].id()), IsRefusal());
}

BEHAVIOUR(OrderContract, TakesNulForAByteLikeAnyOther, kExpected,
          "A known id with a NUL after it is another id", kTheTutorial) {
  const std::vector<ecommerce::Order> known = KnownOrders();
  if (known.empty()) GTEST_SKIP() << kNoOrder;
  for (const ecommerce::Order& order : known) {
    ASSERT_THAT(GetOrder(order.id() + '\0'), IsRefusal());
  }
}

// The control characters of `text`, escaped: "\n\033".
std::string ControlCharactersIn(const std::string& text) {
  std::string found;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) found += c;
  }
  return found.empty() ? found : ::testing::PrintToString(found);
}

BEHAVIOUR(OrderContract, KeepsControlCharactersOutOfTheStatus, kExpected,
          "A status has no control character of an id", kTheTutorial) {
  const grpc::Status status = GetOrder(std::string("a\n\r\x1B[31m\x7F\0", 10));
  ASSERT_THAT(status, IsRefusal());
  EXPECT_THAT(ControlCharactersIn(status.error_message()), IsEmpty());
}

// The gRPC library refuses it before it calls a handler; the code differs between languages.
BEHAVIOUR(OrderContract, RefusesAnIdThatIsNotUtf8AndGoesOn, kExpected,
          "An id that is not UTF-8 is refused; the next call succeeds", kTheTutorial) {
  // A BytesValue has the wire format of a StringValue and may hold any byte.
  grpc::TemplatedGenericStub<google::protobuf::BytesValue, ecommerce::Order> stub(
      endpoint_->channel());
  rpc::CallContext context(rpc::kDefaultTimeout);
  google::protobuf::BytesValue request;
  request.set_value("101\xFF");
  ecommerce::Order order;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, "/ecommerce.OrderManagement/getOrder", grpc::StubOptions(), &request,
                 &order, [&done](grpc::Status status) { done.set_value(status); });
  EXPECT_THAT(done.get_future().get(), Not(AnyOf(IsOk(), StatusIs(absl::StatusCode::kUnavailable),
                                                 StatusIs(absl::StatusCode::kDeadlineExceeded))));
  EXPECT_THAT(GetOrder(kUnknown), IsRefusal());
}

BEHAVIOUR(OrderContract, GoesOnAfterAFailedCall, kExpected,
          "A failed call does not affect the next one", kTheTutorial) {
  const std::vector<ecommerce::Order> known = KnownOrders();
  if (known.empty()) GTEST_SKIP() << kNoOrder;
  for (const std::string id : {kUnknown, ""}) {
    ASSERT_THAT(GetOrder(id), Not(IsOk()));
    ecommerce::Order order;
    ASSERT_THAT(GetOrder(known[0].id(), &order), IsOk());
    EXPECT_THAT(order.id(), StrEq(known[0].id()));
  }
}

// Each caller's ids begin with `Caller(i)`; a status that names an id must name the caller's own.
std::string Caller(int caller) { return "order_contract: caller " + std::to_string(caller) + ", "; }

// Those of the 8 callers that `message` names.
std::string CallersNamedIn(const std::string& message) {
  std::string callers;
  for (int caller = 0; caller < 8; ++caller) {
    if (message.find(Caller(caller)) != std::string::npos) callers += Caller(caller);
  }
  return callers;
}

BEHAVIOUR(OrderContract, KeepsConcurrentCallsApart, kExpected,
          "8 concurrent callers each get answers about their own ids", kTheTutorial) {
  const std::vector<ecommerce::Order> known = KnownOrders();
  std::vector<std::jthread> callers;
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([this, caller, &known] {
      for (int i = 0; i < 25 && !HasFailure(); ++i) {
        const grpc::Status status = GetOrder(Caller(caller) + std::to_string(i));
        EXPECT_THAT(status, IsRefusal());
        EXPECT_THAT(CallersNamedIn(status.error_message()),
                    AnyOf(StrEq(""), StrEq(Caller(caller))));
        if (known.empty()) continue;
        const ecommerce::Order& own = known[(caller + i) % known.size()];
        ecommerce::Order order;
        EXPECT_THAT(GetOrder(own.id(), &order), IsOk());
        EXPECT_THAT(order.id(), StrEq(own.id()));
      }
    });
  }
}

BEHAVIOUR(OrderContract, AnswersALongId, kRecorded,
          "An id of 100,000 bytes: looked up, or refused for its size", kMessageLimits) {
  const grpc::Status status = GetOrder(std::string(100'000, 'x'));
  Observe(absl::StatusCodeToString(AsAbsl(status).code()));
}

}  // namespace
}  // namespace workbook::conformance::suites
