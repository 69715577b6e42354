// The judge passes correct servers that are far away: latency is not a fault of theirs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "tests/e2e/programs.h"
#include "tests/mutants/judge_runner.h"
#include "tests/mutants/latency_proxy.h"

namespace workbook::tests {
namespace {

using ::testing::IsEmpty;

// A round trip of 60 ms: the near coast of another continent.
constexpr std::chrono::milliseconds kOneWay{30};

class DistantServersTest : public ::testing::Test {
 protected:
  void ExpectToPass(const std::string& service) {
    const Judgement judgement = RunJudge(service, distant_.address());
    EXPECT_THAT(judgement.failed(), IsEmpty());
    EXPECT_EQ(judgement.exit, (base::Exit{0, 0}));
    if (HasFailure()) ADD_FAILURE() << judgement.Printed();
  }

 private:
  RunningServer server_{{"chat_server", "--send-rate=0"}};
  const LatencyProxy distant_{server_.address(), kOneWay};
};

// The second run starts with the history that the first run left: note sends it to each reader.
TEST_F(DistantServersTest, PassAsNoteTwice) {
  ExpectToPass("note");
  ExpectToPass("note");
}

TEST_F(DistantServersTest, PassAsRoom) { ExpectToPass("room"); }

}  // namespace
}  // namespace workbook::tests
