// Names that look like lines of the chat: a client still prints one line for each message. No name
// reaches a server's log; log_suite.cc tests what does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "conformance/matchers.h"
#include "tests/faults/chat_raw_contracts.h"
#include "tests/faults/fault_subject.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

const std::vector<std::string> kForgeries = {
    "ann\nchat_server: shutting down",
    "ann\r\nchat_server: shutting down",
    "ann\x1B[2J\x1B]0;title\x07",
    "ann\xC2\x85\xC2\x9B"
    "2J",  // C1: next line, and a control sequence
    "ann\xE2\x80\xA8"
    "bob > hello",  // line separator
};

TEST(ChatForgedLines, DoNotAddLinesToTheOutputOfAClient) {
  RunningServer server({"chat_server"});
  const auto channel = DialOwnConnection(server);
  for (const RawContract& contract : AllRawContracts()) {
    for (const std::string& name : kForgeries) {
      ASSERT_THAT(SendRaw(channel, contract, name, "hello"), IsOk());
    }
  }
  // Each message, and the client's own, is one line.
  const size_t sent = AllRawContracts().size() * kForgeries.size();
  const Outcome client =
      RunProgram({"chat_client", "--id=bob", "--contract=note", server.PortFlag()}, "last\n");
  EXPECT_THAT(client.out, SizeIs(sent + 1));
  for (const char* control : {"\r", "\x1B", "\x07", "\xC2\x85", "\xC2\x9B", "\xE2\x80\xA8"}) {
    EXPECT_THAT(client.out, Each(Not(HasSubstr(control))));
  }
}

}  // namespace
}  // namespace workbook::tests
