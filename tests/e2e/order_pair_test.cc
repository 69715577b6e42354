// order_server and order_client.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <fstream>

#include "tests/e2e/client_suite.h"
#include "tests/e2e/programs.h"
#include "tests/e2e/server_suite.h"

namespace workbook::tests {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

INSTANTIATE_TEST_SUITE_P(Order, ServerSuite,
                         ::testing::Values(ServerCase{
                             "Order", {"order_server"}, {"ecommerce.OrderManagement"}, 50051}),
                         CaseName<ServerCase>);

INSTANTIATE_TEST_SUITE_P(Order, ClientSuite,
                         ::testing::Values(ClientCase{
                             "Order",
                             {"order_client", "101"},
                             "order_server",
                             {"--no-such-flag", "--request-id=a b", "--request-id="}}),
                         CaseName<ClientCase>);

// A temporary file.
class TextFile {
 public:
  explicit TextFile(const std::string& text) {
    static int count = 0;
    path_ =
        ::testing::TempDir() + "orders_" + std::to_string(getpid()) + "_" + std::to_string(count++);
    std::ofstream(path_) << text;
  }
  ~TextFile() { std::remove(path_.c_str()); }
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(OrderPair, PrintsTheDocumentsOrder) {
  RunningServer server({"order_server"});
  const Outcome outcome = RunProgram({"order_client", server.PortFlag()});
  EXPECT_EQ(outcome.exit, (base::Exit{0, 0}));
  EXPECT_THAT(outcome.out, ElementsAre("id: \"101\"", "items: \"Item - A\"", "items: \"Item - B\"",
                                       "description: \"Sample order description.\"",
                                       "price: 1000.0", "destination: \"Seoul\""));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST(OrderPair, GoesOnAfterAMissingOrder) {
  RunningServer server({"order_server"});
  const Outcome outcome = RunProgram({"order_client", "999", "101", server.PortFlag()});
  EXPECT_EQ(outcome.exit, (base::Exit{1, 0}));
  EXPECT_THAT(outcome.err, ElementsAre(AllOf(StartsWith("NOT_FOUND: "), HasSubstr("999"))));
  EXPECT_THAT(outcome.out, Contains("id: \"101\""));
}

TEST(OrderPair, SaysWhatTheErrorDetailsSay) {
  RunningServer server({"order_server"});
  EXPECT_THAT(RunProgram({"order_client", "a\n", server.PortFlag()}).err,
              ElementsAre(R"(NOT_FOUND: there is no order "a\x0A"; missing resource: )"
                          R"(ecommerce.Order "a\x0A")"));
}

TEST(OrderPair, LogsEachCallWithItsRequestId) {
  RunningServer server({"order_server", "--log-calls"});
  RunProgram({"order_client", "101", "999", "--request-id=a1", server.PortFlag()});
  RunProgram({"order_client", "", server.PortFlag()});
  const std::string call = "order_server: /ecommerce.OrderManagement/getOrder ";
  const std::string time = " [0-9]+\\.[0-9] ms";
  EXPECT_THAT(server.Stop(SIGTERM).err,
              ElementsAre(MatchesRegex(call + "OK" + time + " a1"),
                          MatchesRegex(call + "NOT_FOUND" + time + " a1"),
                          MatchesRegex(call + "INVALID_ARGUMENT" + time)));
}

TEST(OrderPair, LogsNothingUnlessAsked) {
  RunningServer server({"order_server"});
  RunProgram({"order_client", server.PortFlag()});
  EXPECT_THAT(server.Stop(SIGTERM).err, IsEmpty());
}

TEST(OrderPair, AsksItsUpstreamForOtherOrders) {
  const TextFile file("orders { id: \"7\" items: \"Lamp\" }\n");
  RunningServer upstream({"order_server", "--orders=" + file.path()});
  RunningServer server({"order_server", "--upstream=" + upstream.address().ToString()});
  EXPECT_THAT(RunProgram({"order_client", "7", server.PortFlag()}).out,
              ElementsAre("id: \"7\"", "items: \"Lamp\""));
  EXPECT_THAT(RunProgram({"order_client", "101", server.PortFlag()}).out, Contains("id: \"101\""));
}

TEST(OrderPair, RefusesAnUpstreamThatIsNoAddress) {
  const Outcome outcome = RunProgram({"order_server", "--port=0", "--upstream=localhost"});
  EXPECT_EQ(outcome.exit, (base::Exit{2, 0}));
  EXPECT_THAT(outcome.err, Contains(AllOf(StartsWith("order_server: "), HasSubstr("HOST:PORT"))));
}

TEST(OrderPair, RefusesAnEmptyId) {
  RunningServer server({"order_server"});
  const Outcome outcome = RunProgram({"order_client", server.PortFlag(), ""});
  EXPECT_EQ(outcome.exit, (base::Exit{1, 0}));
  EXPECT_THAT(outcome.err, ElementsAre(StartsWith("INVALID_ARGUMENT: ")));
}

TEST(OrderPair, ServesTheOrdersOfAFile) {
  const TextFile file("orders {\n  id: \"7\"\n  items: \"Lamp\"\n}\n");
  RunningServer server({"order_server", "--orders=" + file.path()});
  EXPECT_THAT(RunProgram({"order_client", "7", server.PortFlag()}).out,
              ElementsAre("id: \"7\"", "items: \"Lamp\""));
}

TEST(OrderPair, NamesTheLineOfAWrongFile) {
  const TextFile broken("orders {\n  id: \"7\"\n  colour: \"red\"\n}\n");
  const TextFile twice("orders { id: \"7\" }\n\norders { id: \"7\" }\n");
  for (const TextFile* file : {&broken, &twice}) {
    const Outcome outcome = RunProgram({"order_server", "--port=0", "--orders=" + file->path()});
    EXPECT_EQ(outcome.exit, (base::Exit{1, 0}));
    EXPECT_THAT(outcome.err,
                ElementsAre(AllOf(StartsWith("order_server: "), HasSubstr(file->path() + ":3"))));
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST(OrderPair, ReportsAMissingFile) {
  const Outcome outcome = RunProgram({"order_server", "--port=0", "--orders=/no/such/file"});
  EXPECT_EQ(outcome.exit, (base::Exit{1, 0}));
  EXPECT_THAT(outcome.err, ElementsAre(HasSubstr("/no/such/file")));
}

}  // namespace
}  // namespace workbook::tests
