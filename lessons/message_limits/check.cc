// Passes when messages of exactly the limits arrive, and no side accepts or sends a larger one.
#include "lessons/check/check.h"

#include <memory>
#include <regex>
#include <string>

#include "absl/strings/str_cat.h"
#include "lessons/check/test_server.h"
#include "lessons/message_limits/lesson.h"
#include "order_management.grpc.pb.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace {

using lesson::Limits;
using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::TestServer;

// Orders with a drawing: gRPC's own limit for a reply is 4 MiB.
constexpr Limits kDrawings{.request = 1024, .order = 8 * 1024 * 1024};
// Drawings in requests, and small orders: both limits are on the other side of gRPC's own.
constexpr Limits kUploads{.request = 6 * 1024 * 1024, .order = 64 * 1024};

constexpr int kSmall = 100;

// `8,388,609 bytes`.
std::string Bytes(std::string digits) {
  for (int i = static_cast<int>(digits.size()) - 3; i > 0; i -= 3) digits.insert(i, ",");
  return digits + " bytes";
}

// What a client sees when both messages pass.
std::string Passed(int request_bytes, int order_bytes) {
  return absl::StrCat("a request of ", Bytes(absl::StrCat(request_bytes)), " got an order of ",
                      Bytes(absl::StrCat(order_bytes)));
}

// Makes `text`, the longest field of `message`, so long that the message has `bytes` on the wire.
void Fill(const google::protobuf::Message& message, std::string& text, int bytes) {
  text.assign(bytes, 'x');
  text.resize(2 * bytes - message.ByteSizeLong());
}

// Answers each request with an order of so many bytes.
class OrderDesk final : public ecommerce::OrderManagement::Service {
 public:
  explicit OrderDesk(int order_bytes) { Fill(order_, *order_.mutable_description(), order_bytes); }

 private:
  grpc::Status getOrder(grpc::ServerContext* /*context*/,
                        const google::protobuf::StringValue* /*request*/,
                        ecommerce::Order* reply) override {
    *reply = order_;
    return grpc::Status::OK;
  }

  ecommerce::Order order_;
};

// gRPC's status, but with units. Its text is "Received message larger than max (2048 vs. 1024)".
absl::Status InWords(const grpc::Status& status) {
  static const std::regex kTooLarge(
      R"(.*(Sent|Received) message larger than max \(([0-9]+) vs\. ([0-9]+)\).*)");
  std::smatch match;
  const std::string text = status.error_message();
  if (!std::regex_match(text, match, kTooLarge)) return workbook::rpc::FromGrpcStatus(status);
  return absl::Status(
      static_cast<absl::StatusCode>(status.error_code()),
      absl::StrCat(match[1] == "Sent" ? "the sender refuses " : "the receiver refuses ",
                   Bytes(match[2]), ", its limit is ", Bytes(match[3])));
}

enum class Limited { kBoth, kServerOnly, kClientOnly };

// Sends a request of so many bytes, and gets an order of so many. A side that is not `limited`
// accepts and sends messages of any size.
absl::StatusOr<std::string> Exchange(const Limits& limits, Limited limited, int request_bytes,
                                     int order_bytes) {
  const TestServer server(std::make_unique<OrderDesk>(order_bytes), TestServer::Over::kLoopback,
                          [&](grpc::ServerBuilder& builder) {
                            if (limited != Limited::kClientOnly) {
                              lesson::LimitServer(builder, limits);
                            } else {
                              builder.SetMaxReceiveMessageSize(-1);
                            }
                          });
  grpc::ChannelArguments arguments;
  if (limited != Limited::kServerOnly) {
    arguments = lesson::LimitClient(limits);
  } else {
    arguments.SetMaxReceiveMessageSize(-1);
  }
  // Its own connection, which it shares with no other test.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto stub = ecommerce::OrderManagement::NewStub(
      grpc::CreateCustomChannel(server.target(), grpc::InsecureChannelCredentials(), arguments));
  workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
  google::protobuf::StringValue request;
  Fill(request, *request.mutable_value(), request_bytes);
  ecommerce::Order order;
  const grpc::Status status = stub->getOrder(&context, request, &order);
  if (!status.ok()) return InWords(status);
  return Passed(request_bytes, static_cast<int>(order.ByteSizeLong()));
}

BEHAVIOUR(Lesson, TakesTheLargestOrder, "An order of exactly the limit, 8 MiB, arrives",
          "LimitClient(") {
  EXPECT_THAT(Exchange(kDrawings, Limited::kBoth, kSmall, kDrawings.order),
              IsOkAndHolds(Passed(kSmall, kDrawings.order)));
}

BEHAVIOUR(Lesson, TakesTheLargestRequest, "A request of exactly the limit, 1 KiB, is answered",
          "LimitServer(") {
  EXPECT_THAT(Exchange(kDrawings, Limited::kBoth, kDrawings.request, kSmall),
              IsOkAndHolds(Passed(kDrawings.request, kSmall)));
}

BEHAVIOUR(Lesson, ClientRefusesALargerOrder, "The client refuses an order that is a byte larger",
          "LimitClient(") {
  EXPECT_THAT(Exchange(kDrawings, Limited::kClientOnly, kSmall, kDrawings.order + 1),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

BEHAVIOUR(Lesson, ServerRefusesALargerRequest, "The server refuses a request that is a byte larger",
          "LimitServer(") {
  EXPECT_THAT(Exchange(kDrawings, Limited::kServerOnly, kDrawings.request + 1, kSmall),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

BEHAVIOUR(Lesson, ServerSendsNoLargerOrder, "The server does not send an order that is too large",
          "LimitServer(") {
  EXPECT_THAT(Exchange(kDrawings, Limited::kServerOnly, kSmall, kDrawings.order + 1),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

BEHAVIOUR(Lesson, ClientSendsNoLargerRequest,
          "The client does not send a request that is too large", "LimitClient(") {
  EXPECT_THAT(Exchange(kDrawings, Limited::kClientOnly, kDrawings.request + 1, kSmall),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

BEHAVIOUR(Lesson, LetsOtherLimitsThrough, "With other limits, requests of 6 MiB are answered",
          "LimitServer(") {
  static_cast<void>(Exchange(kDrawings, Limited::kBoth, kSmall, kSmall));
  EXPECT_THAT(Exchange(kUploads, Limited::kBoth, kUploads.request, kUploads.order),
              IsOkAndHolds(Passed(kUploads.request, kUploads.order)));
}

BEHAVIOUR(Lesson, HoldsOtherLimits, "With other limits, nothing larger than these passes",
          "LimitClient(") {
  static_cast<void>(Exchange(kDrawings, Limited::kBoth, kSmall, kSmall));
  for (const Limited limited : {Limited::kServerOnly, Limited::kClientOnly}) {
    EXPECT_THAT(Exchange(kUploads, limited, kSmall, kUploads.order + 1),
                StatusIs(absl::StatusCode::kResourceExhausted));
    EXPECT_THAT(Exchange(kUploads, limited, kUploads.request + 1, kSmall),
                StatusIs(absl::StatusCode::kResourceExhausted));
  }
}

}  // namespace
