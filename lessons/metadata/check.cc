// Passes when each caller gets its own tickets back, complete, and nothing else.
#include "lessons/check/check.h"

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/check/test_server.h"
#include "lessons/metadata/lesson.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace {

using ::testing::Eq;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::TestServer;

using Tickets = std::vector<std::string>;

// What a caller gets back in the trailing metadata.
struct GivenBack {
  Tickets tickets;
  std::string more;  // what a verdict adds, in words

  bool operator==(const GivenBack&) const = default;

  // `the tickets "b", "a"`.
  friend void PrintTo(const GivenBack& given, std::ostream* out) {
    Tickets quoted;
    for (const std::string& ticket : given.tickets) {
      quoted.push_back(absl::StrCat("\"", absl::CHexEscape(ticket), "\""));
    }
    *out << (quoted.empty()       ? "no ticket"
             : quoted.size() == 1 ? "the ticket "
                                  : "the tickets ")
         << absl::StrJoin(quoted, ", ") << given.more;
  }
};

GivenBack Just(Tickets tickets) { return {std::move(tickets), ""}; }

class Desk {
 public:
  // Asks for an order with these tickets, and with a value for each of `other_keys`, in a call that
  // has to end with `code`.
  GivenBack GetOrder(const std::string& id, const Tickets& tickets,
                     absl::StatusCode code = absl::StatusCode::kOk,
                     const std::vector<std::string>& other_keys = {}) {
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    for (const std::string& ticket : tickets) context.AddMetadata(lesson::kTicket, ticket);
    for (const std::string& key : other_keys) context.AddMetadata(key, "12");
    google::protobuf::StringValue request;
    request.set_value(id);
    ecommerce::Order order;
    const grpc::Status status = stub_->getOrder(&context, request, &order);
    EXPECT_THAT(status, StatusIs(code));
    EXPECT_THAT(order.id(), code == absl::StatusCode::kOk ? id : "");

    const auto& trailing = context.GetServerTrailingMetadata();
    const auto [begin, end] = trailing.equal_range(lesson::kTicket);
    GivenBack given;
    for (auto entry = begin; entry != end; ++entry) {
      given.tickets.emplace_back(entry->second.data(), entry->second.size());
    }
    if (begin == end && context.GetServerInitialMetadata().contains(lesson::kTicket)) {
      given.more = " there, but one in the initial metadata";
    }
    for (const std::string& key : other_keys) {
      if (trailing.contains(key) || context.GetServerInitialMetadata().contains(key)) {
        absl::StrAppend(&given.more, ", and the caller's ", key);
      }
    }
    return given;
  }

 private:
  const TestServer server_{lesson::MakeOrderDesk(), TestServer::Over::kLoopback};
  const std::unique_ptr<ecommerce::OrderManagement::Stub> stub_ =
      ecommerce::OrderManagement::NewStub(server_.channel());
};

BEHAVIOUR(Lesson, GivesTheTicketBack, "A ticket comes back in the trailing metadata", "getOrder(") {
  EXPECT_THAT(Desk().GetOrder("101", {"No. 7"}), Eq(Just({"No. 7"})));
}

BEHAVIOUR(Lesson, GivesItBackWithAnError, "It comes back too when the call ends with NOT_FOUND",
          "getOrder(") {
  EXPECT_THAT(Desk().GetOrder("999", {"No. 8"}, absl::StatusCode::kNotFound), Eq(Just({"No. 8"})));
}

BEHAVIOUR(Lesson, GivesAllBack, "Several tickets come back, all of them and in their order",
          "getOrder(") {
  EXPECT_THAT(Desk().GetOrder("101", {"b", "a", "b"}), Eq(Just({"b", "a", "b"})));
}

BEHAVIOUR(Lesson, KeepsEachByte, "A ticket of any bytes, among them a NUL, comes back complete",
          "getOrder(") {
  const std::string ticket("a\0, b\xFF", 6);
  EXPECT_THAT(Desk().GetOrder("101", {ticket}), Eq(Just({ticket})));
}

BEHAVIOUR(Lesson, KeepsAnEmptyTicket, "A ticket of no bytes comes back as well", "getOrder(") {
  EXPECT_THAT(Desk().GetOrder("101", {""}), Eq(Just({""})));
}

BEHAVIOUR(Lesson, NeedsNoTicket, "A caller without a ticket gets its order and no ticket",
          "getOrder(") {
  EXPECT_THAT(Desk().GetOrder("101", {}), Eq(Just({})));
}

BEHAVIOUR(Lesson, GivesNothingElse, "The caller's other metadata does not come back", "getOrder(") {
  // Each differs from the key of a ticket in a way of its own.
  const std::vector<std::string> others = {"ticket", "ticket-bin-id", "my-ticket-bin", "trace-bin",
                                           "trace-id"};
  EXPECT_THAT(Desk().GetOrder("101", {"No. 9"}, absl::StatusCode::kOk, others),
              Eq(Just({"No. 9"})));
}

BEHAVIOUR(Lesson, KeepsCallsApart, "The next caller gets its own tickets, and no others",
          "getOrder(") {
  Desk desk;
  static_cast<void>(desk.GetOrder("101", {"No. 1"}));
  EXPECT_THAT(desk.GetOrder("101", {"No. 2", "No. 3"}), Eq(Just({"No. 2", "No. 3"})));
  EXPECT_THAT(desk.GetOrder("101", {}), Eq(Just({})));
}

}  // namespace
