// The judge on good servers that are far away: what it says is about them, and not about the way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "judge/distant_server.h"
#include "judge/judging.h"
#include "pairs/programs.h"

namespace workbook::testing {
namespace {

using ::testing::IsEmpty;

// To another continent's near coast and back: 60 ms.
constexpr std::chrono::milliseconds kOneWay{30};

class DistantServersTest : public ::testing::Test {
 protected:
  void ExpectToPass(const std::string& service) {
    const Judgement judgement = RunJudge(service, distant_.address());
    EXPECT_THAT(judgement.failed(), IsEmpty());
    EXPECT_EQ(judgement.exit, (runner::Exit{0, 0}));
    if (!HasFailure()) return;
    for (const std::string& line : judgement.out) ADD_FAILURE() << line;
  }

 private:
  RunningServer server_{{"chat_server", "--send-rate=0"}};
  const DistantServer distant_{server_.address(), kOneWay};
};

// Its readers get the history first, which the first run leaves to the second.
TEST_F(DistantServersTest, PassAsNoteTwice) {
  ExpectToPass("note");
  ExpectToPass("note");
}

TEST_F(DistantServersTest, PassAsRoom) { ExpectToPass("room"); }

}  // namespace
}  // namespace workbook::testing
