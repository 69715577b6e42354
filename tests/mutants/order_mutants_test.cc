// Each behaviour of an order server can fail, and fails alone; the judge records either way.
#include "tests/mutants/order_mutants.h"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "conformance/suites/order.h"
#include "tests/mutants/judge_runner.h"
#include "tests/mutants/mutant_cases.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using conformance::suites::OrderContract;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(OrderContract);  // here for its names

const JudgedService kOrder{
    "order", {std::string("--orders=") + kOrdersFile}, Make<CorrectOrder>, OrderMutants()};

INSTANTIATE_TEST_SUITE_P(Order, FaultyServer, ::testing::ValuesIn(EachMutantOf(kOrder)),
                         MutantName);

TEST(RecordedOrderBehaviour, AnswersALongId) {
  const std::string behaviour = "AnswersALongId";
  EXPECT_EQ(Recorded(kOrder, behaviour, kOrder.correct), "RESOURCE_EXHAUSTED");
  EXPECT_EQ(Recorded(kOrder, behaviour, kOrder.mutants.at(behaviour)), "NOT_FOUND");
}

// The server has no order, not even the one that the judge asks for when it knows of none.
class JudgeOfAnUnknownOrderDesk : public ::testing::Test {
 protected:
  Judgement Judge(const std::vector<std::string>& flags) const {
    return RunJudge("order", server_->address(), flags);
  }

 private:
  CorrectOrder servable_{std::vector<ecommerce::Order>()};
  const std::unique_ptr<rpc::Server> server_ = *rpc::Server::Listen({"127.0.0.1", 0}, servable_);
};

TEST_F(JudgeOfAnUnknownOrderDesk, SaysThatARequiredBehaviourWasNotJudged) {
  const Judgement judgement = Judge({});
  EXPECT_EQ(judgement.exit, (base::Exit{0, 0}));
  EXPECT_THAT(judgement.out, ::testing::Contains("Not judged: 1 required behaviour: no order is "
                                                 "known: give --orders"));
}

TEST_F(JudgeOfAnUnknownOrderDesk, DoesNotForgiveWhatItCouldNotJudge) {
  const ScratchFolder folder;
  const std::string name = "GivesEachKnownOrderFieldForField";
  const Judgement judgement = Judge({"--known-failing=" + folder.Write("list", name)});
  EXPECT_EQ(judgement.exit, (base::Exit{1, 0}));
  EXPECT_THAT(judgement.failed(), ::testing::ElementsAre(name));
  EXPECT_THAT(judgement.actual(name), ::testing::StartsWith("listed as failing, and not judged"));
}

}  // namespace
}  // namespace workbook::tests
