// Lesson 11 holds when a client gets its ticket back.
#include "lessons/check/check.h"

#include <optional>

#include "lesson.h"
#include "lessons/check/served.h"
#include "rpc/channel.h"

namespace {

using ::testing::StrEq;
using workbook::testing::HasCode;
using workbook::testing::IsOk;

constexpr char kNone[] = "no ticket";

struct Answer {
  grpc::Status status;
  std::string ticket = kNone;  // from the trailing metadata
};

Answer GetOrder(const std::string& id, const std::optional<std::string>& ticket) {
  const workbook::check::Served served(lesson::MakeOrderDesk());
  const auto stub = ecommerce::OrderManagement::NewStub(served.channel());
  workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
  if (ticket.has_value()) context.AddMetadata(lesson::kTicket, *ticket);
  google::protobuf::StringValue request;
  request.set_value(id);
  ecommerce::Order order;
  Answer answer;
  answer.status = stub->getOrder(&context, request, &order);
  const auto& trailing = context.GetServerTrailingMetadata();
  const auto entry = trailing.find(lesson::kTicket);
  if (entry != trailing.end()) answer.ticket.assign(entry->second.data(), entry->second.size());
  return answer;
}

HOLDS(GivesTheTicketBack, "The ticket comes back in the trailing metadata",
      "context.client_metadata()") {
  EXPECT_THAT(GetOrder("101", "No. 7").ticket, StrEq("No. 7"));
}

HOLDS(GivesItBackWithAnError, "It comes back as well when the order is not found",
      "context.client_metadata()") {
  const Answer answer = GetOrder("999", "No. 8");
  EXPECT_THAT(answer.status, HasCode(absl::StatusCode::kNotFound));
  EXPECT_THAT(answer.ticket, StrEq("No. 8"));
}

HOLDS(KeepsEachByte, "A ticket with a NUL in it comes back whole", "context.client_metadata()") {
  const std::string ticket("a\0b\xFF", 4);
  EXPECT_THAT(GetOrder("101", ticket).ticket, StrEq(ticket));
}

HOLDS(NeedsNoTicket, "A caller without a ticket is answered, and gets none",
      "context.client_metadata()") {
  const Answer answer = GetOrder("101", std::nullopt);
  EXPECT_THAT(answer.status, IsOk());
  EXPECT_THAT(answer.ticket, StrEq(kNone));
}

}  // namespace
