// Passes when a client gets its ticket back.
#include "lessons/check/check.h"

#include <optional>

#include "lessons/check/test_server.h"
#include "lessons/metadata/lesson.h"
#include "rpc/channel.h"

namespace {

using ::testing::StrEq;
using workbook::conformance::IsOk;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;

constexpr char kNone[] = "no ticket";

struct Result {
  grpc::Status status;
  std::string ticket = kNone;  // from the trailing metadata
};

Result GetOrder(const std::string& id, const std::optional<std::string>& ticket) {
  const workbook::lessons::check::TestServer server(lesson::MakeOrderDesk());
  const auto stub = ecommerce::OrderManagement::NewStub(server.channel());
  workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
  if (ticket.has_value()) context.AddMetadata(lesson::kTicket, *ticket);
  google::protobuf::StringValue request;
  request.set_value(id);
  ecommerce::Order order;
  Result result;
  result.status = stub->getOrder(&context, request, &order);
  const auto& trailing = context.GetServerTrailingMetadata();
  const auto entry = trailing.find(lesson::kTicket);
  if (entry != trailing.end()) result.ticket.assign(entry->second.data(), entry->second.size());
  return result;
}

BEHAVIOUR(Lesson, GivesTheTicketBack, "The ticket comes back in the trailing metadata",
          "context.client_metadata()") {
  EXPECT_THAT(GetOrder("101", "No. 7").ticket, StrEq("No. 7"));
}

BEHAVIOUR(Lesson, GivesItBackWithAnError,
          "The ticket comes back too when the call ends with NOT_FOUND",
          "context.client_metadata()") {
  const Result result = GetOrder("999", "No. 8");
  EXPECT_THAT(result.status, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(result.ticket, StrEq("No. 8"));
}

BEHAVIOUR(Lesson, KeepsEachByte, "A ticket that contains a NUL comes back complete",
          "context.client_metadata()") {
  const std::string ticket("a\0b\xFF", 4);
  EXPECT_THAT(GetOrder("101", ticket).ticket, StrEq(ticket));
}

BEHAVIOUR(Lesson, NeedsNoTicket, "A caller without a ticket gets its order and no ticket",
          "context.client_metadata()") {
  const Result result = GetOrder("101", std::nullopt);
  EXPECT_THAT(result.status, IsOk());
  EXPECT_THAT(result.ticket, StrEq(kNone));
}

}  // namespace
