// Each behaviour of workbook.chat.v1 can fail, and fails alone; the judge records either way.
#include "tests/mutants/room_mutants.h"

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>

#include "chat/server/chat_server.h"
#include "conformance/suites/room.h"
#include "tests/mutants/mutant_cases.h"

namespace workbook::tests {
namespace {

using conformance::suites::ChatV1Contract;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ChatV1Contract);  // here for its names

MutantTable Mutants() {
  MutantTable all = JoinMutants();
  all.insert(SendMutants().begin(), SendMutants().end());
  return all;
}

// A mutant of a few behaviours lets a call hang. The judge need not wait 30 s for it.
const JudgedService kRoom{"room", {"--timeout=12"}, Make<CorrectRooms>, Mutants()};

INSTANTIATE_TEST_SUITE_P(Room, FaultyServer, ::testing::ValuesIn(EachMutantOf(kRoom)), MutantName);

// What the judge records for the correct server, and for the mutant.
struct EitherWay {
  std::string behaviour;
  std::string usual;
  std::string other;
};

void PrintTo(const EitherWay& way, std::ostream* out) { *out << way.behaviour; }

class FaultyRoomRecorded : public ::testing::TestWithParam<EitherWay> {};

TEST_P(FaultyRoomRecorded, IsToldEitherWay) {
  const std::string& behaviour = GetParam().behaviour;
  EXPECT_EQ(Recorded(kRoom, behaviour, kRoom.correct), GetParam().usual);
  EXPECT_EQ(Recorded(kRoom, behaviour, kRoom.mutants.at(behaviour)), GetParam().other);
}

INSTANTIATE_TEST_SUITE_P(
    , FaultyRoomRecorded,
    ::testing::Values(EitherWay{"TellsReadersOfThemselves", "no, it is in the Welcome", "yes"},
                      EitherWay{"CountsAnIdInEachRoom", "an id counts in its room only",
                                "an id counts across all rooms"},
                      EitherWay{"TakesManyMessagesOfOneSender", "all are accepted",
                                "after 99: pushed back for 10 ms"},
                      EitherWay{"ResumesJoinedAndLeftEvents", "yes, like messages",
                                "no, the Welcome has the participants"},
                      EitherWay{"AnswersAPositionInTheFuture",
                                "INVALID_ARGUMENT: the position is in the future", "welcome"},
                      EitherWay{"KeepsTheHistoryOfAnEmptyRoom", "it does", "it does not"},
                      EitherWay{"AnswersWhoAsksForAllHistory", "all that there is",
                                "INVALID_ARGUMENT: too many"}),
    [](const auto& way) { return way.param.behaviour; });

std::unique_ptr<rpc::Servable> MakeChatServer() {
  return std::make_unique<chat::server::ChatServer>(chat::core::Limits());
}

TEST(FaultyRoomTest, HasNoTutorialsContractsAndTheChatHas) {
  const std::string behaviour = "IsTheLobbyOfTheTutorialsContracts";
  EXPECT_EQ(Recorded(kRoom, behaviour, kRoom.correct), "the server has none of these contracts");
  EXPECT_EQ(Recorded(kRoom, behaviour, MakeChatServer), "from 3 of 3 contracts");
}

}  // namespace
}  // namespace workbook::tests
