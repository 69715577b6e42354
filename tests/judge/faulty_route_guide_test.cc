// Each behaviour of a route guide can fail, and fails alone; what is only recorded is seen.
#include "judge/faulty_route_guide.h"

#include <gmock/gmock.h>

#include <memory>
#include <vector>

#include "contract/route_guide_contract.h"
#include "judge/faulty_servers.h"
#include "judge/judging.h"
#include "route_guide/feature_database.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RouteGuideContract);  // here for its names

constexpr char kFeatures[] = "route_guide/features.json";

std::vector<::Feature> Features() {
  const auto database = route_guide::FeatureDatabase::Load(kFeatures);
  auto walk = database->Within(route_guide::Bounds(
      Between(At(-900'000'000, -1'800'000'000), At(900'000'000, 1'800'000'000))));
  std::vector<::Feature> features;
  while (const ::Feature* feature = walk.Next()) features.push_back(*feature);
  return features;
}

std::unique_ptr<rpc::Servable> Make(const std::string& broken) {
  return std::make_unique<FaultyRouteGuide>(broken, Features());
}

const FaultySubject kSubject{"route-guide", Make, {std::string("--features=") + kFeatures}, ""};

INSTANTIATE_TEST_SUITE_P(RouteGuide, FaultyServer, ::testing::ValuesIn(EachFaultOf(kSubject)),
                         FaultName);

struct Choice {
  const char* behaviour;
  const char* one_way;
  const char* other_way;
};

class RecordedRouteGuideBehaviour : public ::testing::TestWithParam<Choice> {};

TEST_P(RecordedRouteGuideBehaviour, IsSeenEitherWay) {
  const auto [behaviour, one_way, other_way] = GetParam();
  EXPECT_EQ(Recorded(kSubject, behaviour, ""), one_way);
  EXPECT_EQ(Recorded(kSubject, behaviour, behaviour), other_way);
}

INSTANTIATE_TEST_SUITE_P(
    , RecordedRouteGuideBehaviour,
    ::testing::Values(Choice{"RouteChatSharesItsNotesOrNot", "per call", "shared by all calls"},
                      Choice{"RecordRouteCountsUnnamedFeaturesOrNot", "not counted", "counted"},
                      Choice{"RouteChatEndsAtANoteThatIsNotUtf8", "OK", "INVALID_ARGUMENT"},
                      Choice{"RouteChatTakesALongNoteOrNot", "RESOURCE_EXHAUSTED", "given back"}),
    [](const auto& choice) { return choice.param.behaviour; });

// The server here never ends a list of the whole globe, from which the judge would learn what it
// serves.
TEST(JudgeOfARouteGuide, GivesUpOnAListWithoutEnd) {
  const std::unique_ptr<rpc::Servable> servable = Make("");
  const auto server = rpc::Server::Listen({"127.0.0.1", 0}, *servable);
  ASSERT_THAT(server, IsOk());
  const Judgement judgement = RunJudge("route-guide", (*server)->address());
  EXPECT_THAT(judgement.failed(), ::testing::IsEmpty());
  EXPECT_EQ(judgement.came("GetFeatureGivesTheFeatureAtThePoint"), kNoFeature);
}

}  // namespace
}  // namespace workbook::testing
