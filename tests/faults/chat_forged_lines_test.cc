// Names that look like lines of the talk: whatever they hold, a client prints a line for each
// message. No name gets into a server's log; for what does, see log_suite.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "faults/chat_raw_doors.h"
#include "faults/fault_subject.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

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

TEST(ChatForgedLines, AreOneForEachMessageWhateverNamesHold) {
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
}

}  // namespace
}  // namespace workbook::testing
