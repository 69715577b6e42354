// Each behaviour of a route guide can fail, and fails alone; the judge records either way.
#include "tests/mutants/route_guide_mutants.h"

#include <gmock/gmock.h>

#include <string>

#include "conformance/matchers.h"
#include "conformance/suites/route_guide.h"
#include "tests/mutants/judge_runner.h"
#include "tests/mutants/mutant_cases.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;
using conformance::suites::kNoFeature;
using conformance::suites::RouteGuideContract;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RouteGuideContract);  // here for its names

MutantTable Mutants() {
  MutantTable all = PlaceMutants();
  all.insert(StreamMutants().begin(), StreamMutants().end());
  return all;
}

const JudgedService kRouteGuide{"route-guide",
                                {std::string("--features=") + kFeaturesFile},
                                Make<CorrectRouteGuide>,
                                Mutants()};

INSTANTIATE_TEST_SUITE_P(RouteGuide, FaultyServer, ::testing::ValuesIn(EachMutantOf(kRouteGuide)),
                         MutantName);

struct Choice {
  const char* behaviour;
  const char* one_way;
  const char* other_way;
};

class RecordedRouteGuideBehaviour : public ::testing::TestWithParam<Choice> {};

TEST_P(RecordedRouteGuideBehaviour, IsSeenEitherWay) {
  const auto [behaviour, one_way, other_way] = GetParam();
  EXPECT_EQ(Recorded(kRouteGuide, behaviour, kRouteGuide.correct), one_way);
  EXPECT_EQ(Recorded(kRouteGuide, behaviour, kRouteGuide.mutants.at(behaviour)), other_way);
}

INSTANTIATE_TEST_SUITE_P(
    , RecordedRouteGuideBehaviour,
    ::testing::Values(Choice{"RouteChatSharesItsNotesOrNot", "per call", "shared by all calls"},
                      Choice{"RecordRouteCountsUnnamedFeaturesOrNot", "not counted", "counted"},
                      Choice{"RouteChatEndsAtANoteThatIsNotUtf8", "OK", "INVALID_ARGUMENT"},
                      Choice{"RouteChatTakesALongNoteOrNot", "RESOURCE_EXHAUSTED", "returned"}),
    [](const auto& choice) { return choice.param.behaviour; });

// Without --features the judge asks for a list of the whole globe to learn what the server serves.
TEST(JudgeOfARouteGuide, GivesUpOnAListWithoutEnd) {
  EndlessRouteGuide servable;
  const auto server = rpc::Server::Listen({"127.0.0.1", 0}, servable);
  ASSERT_THAT(server, IsOk());
  const Judgement judgement = RunJudge("route-guide", (*server)->address());
  EXPECT_THAT(judgement.failed(), ::testing::IsEmpty());
  EXPECT_EQ(judgement.actual("GetFeatureGivesTheFeatureAtThePoint"), kNoFeature);
}

}  // namespace
}  // namespace workbook::tests
