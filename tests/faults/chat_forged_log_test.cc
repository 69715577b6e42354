// Names that look like lines of a log: whatever they hold, a log has a line for each event, and a
// client prints a line for each message.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

#include "faults/chat_raw_doors.h"
#include "faults/fault_subject.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
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

TEST(ChatForgedLog, HasALineForEachEventWhateverNamesHold) {
  RunningServer server({"chat_server"});
  const auto channel = DialAnew(server);
  for (const RawDoor& door : AllRawDoors()) {
    for (const std::string& name : kForgeries) {
      ASSERT_THAT(SayRaw(channel, door, name, "hello"), IsOk());
    }
  }
  // As often as said, and what a client makes of them: a line each.
  const size_t said = AllRawDoors().size() * kForgeries.size();
  const Outcome client =
      RunProgram({"chat_client", "--id=bob", "--door=note", server.PortFlag()}, "last\n");
  EXPECT_THAT(client.out, SizeIs(said + 1));
  for (const char* control : {"\r", "\x1B", "\x07", "\xC2\x85", "\xC2\x9B", "\xE2\x80\xA8"}) {
    EXPECT_THAT(client.out, Each(Not(HasSubstr(control))));
  }

  // The server's only event is the signal.
  server.process().Signal(SIGUSR1);
  ASSERT_TRUE(
      server.process().WaitForLine(runner::Process::Stream::kStderr, "messages said", kHang).ok());
  const Outcome outcome = server.Stop(SIGTERM);
  EXPECT_THAT(outcome.out, SizeIs(1));  // the ready line
  EXPECT_THAT(outcome.err, ElementsAre(HasSubstr("messages said")));
}

}  // namespace
}  // namespace workbook::testing
