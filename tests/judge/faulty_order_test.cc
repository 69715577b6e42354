// Each behaviour of an order desk can fail, and fails alone; what is only recorded is seen.
#include "judge/faulty_order.h"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "contract/order_contract.h"
#include "judge/faulty_servers.h"
#include "judge/judging.h"
#include "order/order_book.h"
#include "support/scratch_folder.h"

namespace workbook::testing {
namespace {

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(OrderContract);  // here for its names

constexpr char kOrders[] = "order/orders.txtpb";

std::unique_ptr<rpc::Servable> Make(const std::string& broken) {
  return std::make_unique<FaultyOrder>(broken, order::OrderBook::Load(kOrders)->All());
}

const FaultySubject kSubject{"order", Make, {std::string("--orders=") + kOrders}, ""};

INSTANTIATE_TEST_SUITE_P(Order, FaultyServer, ::testing::ValuesIn(EachFaultOf(kSubject)),
                         FaultName);

TEST(RecordedOrderBehaviour, AnswersALongId) {
  EXPECT_EQ(Recorded(kSubject, "AnswersALongId", ""), "RESOURCE_EXHAUSTED");
  EXPECT_EQ(Recorded(kSubject, "AnswersALongId", "AnswersALongId"), "NOT_FOUND");
}

// An order desk without the order that the judge asks for when it is told of none.
class JudgeOfAnUnknownOrderDesk : public ::testing::Test {
 protected:
  Judgement Judge(const std::vector<std::string>& flags) const {
    return RunJudge("order", server_->address(), flags);
  }

 private:
  FaultyOrder servable_{"", {}};
  const std::unique_ptr<rpc::Server> server_ = *rpc::Server::Listen({"127.0.0.1", 0}, servable_);
};

TEST_F(JudgeOfAnUnknownOrderDesk, SaysThatARequiredBehaviourWasNotJudged) {
  const Judgement judgement = Judge({});
  EXPECT_EQ(judgement.exit, (runner::Exit{0, 0}));
  EXPECT_THAT(judgement.out, ::testing::Contains("Not judged: 1 required behaviour: no order is "
                                                 "known: give --orders"));
}

TEST_F(JudgeOfAnUnknownOrderDesk, DoesNotForgiveWhatItCouldNotJudge) {
  const ScratchFolder folder;
  const std::string name = "GivesEachKnownOrderFieldForField";
  const Judgement judgement = Judge({"--known-failing=" + folder.Write("list", name)});
  EXPECT_EQ(judgement.exit, (runner::Exit{1, 0}));
  EXPECT_THAT(judgement.failed(), ::testing::ElementsAre(name));
  EXPECT_THAT(judgement.came(name), ::testing::StartsWith("listed as failing, and was not judged"));
}

}  // namespace
}  // namespace workbook::testing
