#include "judge/faulty_servers.h"

#include <gmock/gmock.h>
#include <grpc/grpc.h>

#include "judge/judging.h"
#include "judge/services.h"

namespace workbook::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(FaultyServer, FailsInJustThat) {
  // gRPC stops its threads when its last user goes, at the end of a test. After a call that ended
  // at its deadline 1.51 now and then takes 10 s over it.
  [[maybe_unused]] static const bool kept_up = (grpc_init(), true);
  const std::unique_ptr<rpc::Servable> servable = GetParam().make(GetParam().broken);
  const auto server = rpc::Server::Listen({"127.0.0.1", 0}, *servable);
  ASSERT_TRUE(server.ok()) << server.status();
  const Judgement judgement = RunJudge(GetParam().service, (*server)->address(), GetParam().flags);
  if (GetParam().broken.empty()) {
    EXPECT_THAT(judgement.failed(), IsEmpty());
    EXPECT_EQ(judgement.exit, (runner::Exit{0, 0}));
  } else {
    EXPECT_THAT(judgement.failed(), ElementsAre(GetParam().broken));
    EXPECT_EQ(judgement.exit, (runner::Exit{1, 0}));
  }
  if (HasFailure()) {
    for (const std::string& line : judgement.out) ADD_FAILURE() << line;
  }
}

}  // namespace

std::vector<FaultySubject> EachFaultOf(const FaultySubject& subject) {
  std::vector<FaultySubject> subjects = {subject};
  for (const Behaviour& behaviour : judge::BehavioursOf(*judge::FindService(subject.service))) {
    if (behaviour.level == Level::kRecorded) continue;  // nothing that could fail
    subjects.push_back(subject);
    subjects.back().broken = behaviour.name;
  }
  return subjects;
}

std::string Recorded(const FaultySubject& subject, const std::string& behaviour,
                     const std::string& broken) {
  const std::unique_ptr<rpc::Servable> servable = subject.make(broken);
  const auto server = rpc::Server::Listen({"127.0.0.1", 0}, *servable);
  if (!server.ok()) return server.status().ToString();
  std::vector<std::string> flags = subject.flags;
  flags.push_back("--filter=" + behaviour);
  return RunJudge(subject.service, (*server)->address(), flags).came(behaviour);
}

std::string FaultName(const ::testing::TestParamInfo<FaultySubject>& info) {
  return info.param.broken.empty() ? "Nothing" : info.param.broken;
}

}  // namespace workbook::testing
