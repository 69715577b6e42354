// Each behaviour of the own chat contract can fail, and fails alone; what is recorded is told
// either way.
#include "judge/faulty_room.h"

#include <gmock/gmock.h>

#include <memory>
#include <ostream>
#include <string>

#include "chat/all_doors.h"
#include "contract/chat_v1_contract.h"
#include "judge/faulty_servers.h"
#include "judge/judging.h"

namespace workbook::testing {
namespace {

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ChatV1Contract);  // here for its names

std::unique_ptr<rpc::Servable> Make(const std::string& broken) {
  return std::make_unique<rpc::Hosted<FaultyRoom>>(broken);
}

// A fault that makes a call hang is one of a few; that it is seen need not take 30 s.
INSTANTIATE_TEST_SUITE_P(Room, FaultyServer,
                         ::testing::ValuesIn(EachFaultOf({"room", Make, {"--timeout=12"}, ""})),
                         FaultName);

// What the judge says of a server that is right, one way or the other.
struct EitherWay {
  std::string behaviour;
  std::string usual;
  std::string other;
};

void PrintTo(const EitherWay& way, std::ostream* out) { *out << way.behaviour; }

class FaultyRoomRecorded : public ::testing::TestWithParam<EitherWay> {};

std::string Recorded(rpc::Servable& servable, const std::string& behaviour) {
  const auto server = rpc::Server::Listen({"127.0.0.1", 0}, servable);
  if (!server.ok()) return server.status().ToString();
  const Judgement judgement =
      RunJudge("room", (*server)->address(), {"--timeout=12", "--filter=" + behaviour});
  EXPECT_EQ(judgement.exit, (runner::Exit{0, 0}));
  return judgement.came(behaviour);
}

TEST_P(FaultyRoomRecorded, IsToldEitherWay) {
  rpc::Hosted<FaultyRoom> usual("");
  rpc::Hosted<FaultyRoom> other(GetParam().behaviour);
  EXPECT_EQ(Recorded(usual, GetParam().behaviour), GetParam().usual);
  EXPECT_EQ(Recorded(other, GetParam().behaviour), GetParam().other);
}

INSTANTIATE_TEST_SUITE_P(
    , FaultyRoomRecorded,
    ::testing::Values(
        EitherWay{"TellsReadersOfThemselves", "they have it from the Welcome", "they are told"},
        EitherWay{"CountsAnIdInEachRoom", "an id counts in its room alone",
                  "an id counts over all rooms"},
        EitherWay{"TakesManyMessagesOfOneSender", "all are taken",
                  "after 99: told to come again in 10 ms"},
        EitherWay{"ResumesWhoCameAndWent", "joined and left are resumed like messages",
                  "it is in the Welcome alone"},
        EitherWay{"AnswersAPositionInTheFuture", "INVALID_ARGUMENT: the position is in the future",
                  "welcome"},
        EitherWay{"KeepsTheHistoryOfAnEmptyRoom", "it is", "it is not"},
        EitherWay{"AnswersWhoAsksForAllHistory", "what there is", "INVALID_ARGUMENT: too many"}),
    [](const auto& way) { return way.param.behaviour; });

TEST(FaultyRoomTest, HasNoTutorialsDoorsAndTheChatHas) {
  rpc::Hosted<FaultyRoom> faulty("");
  chat::AllDoors chat{chat::Limits()};
  EXPECT_EQ(Recorded(faulty, "IsTheLobbyOfTheTutorialsDoors"), "there are no such doors");
  EXPECT_EQ(Recorded(chat, "IsTheLobbyOfTheTutorialsDoors"), "it hears 3 of 3 doors");
}

}  // namespace
}  // namespace workbook::testing
