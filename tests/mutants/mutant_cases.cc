#include "tests/mutants/mutant_cases.h"

#include <gmock/gmock.h>

#include "absl/synchronization/mutex.h"
#include "conformance/keep_grpc_initialized.h"
#include "conformance/runner/services.h"
#include "tests/mutants/judge_runner.h"

namespace workbook::tests {
namespace {

using conformance::Behaviour;
using conformance::Level;

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(FaultyServer, FailsInJustThat) {
  conformance::KeepGrpcInitialized();
  // As our servers do: Debian's Abseil would otherwise look for deadlocks at every lock, and an
  // idle mutant would seem to be busy.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  ASSERT_TRUE(GetParam().make) << "the table has no mutant for " << GetParam().broken;
  const std::unique_ptr<rpc::Servable> servable = GetParam().make();
  const auto server = rpc::Server::Listen({"127.0.0.1", 0}, *servable);
  ASSERT_TRUE(server.ok()) << server.status();
  const Judgement judgement = RunJudge(GetParam().service, (*server)->address(), GetParam().flags);
  if (GetParam().broken.empty()) {
    EXPECT_THAT(judgement.failed(), IsEmpty());
    EXPECT_EQ(judgement.exit, (base::Exit{0, 0}));
  } else {
    EXPECT_THAT(judgement.failed(), ElementsAre(GetParam().broken));
    EXPECT_EQ(judgement.exit, (base::Exit{1, 0}));
  }
  if (HasFailure()) ADD_FAILURE() << judgement.Printed();
}

}  // namespace

std::vector<MutantCase> EachMutantOf(const JudgedService& service) {
  std::vector<MutantCase> cases = {{service.name, service.flags, "", service.correct}};
  MutantTable unused = service.mutants;
  for (const Behaviour& behaviour :
       conformance::runner::BehavioursOf(*conformance::runner::FindService(service.name))) {
    const auto mutant = unused.extract(behaviour.name);
    if (behaviour.level == Level::kRecorded) continue;  // it cannot fail
    cases.push_back({service.name, service.flags, behaviour.name,
                     mutant.empty() ? MakeServer() : mutant.mapped()});
  }
  for (const auto& [name, make] : unused) {
    cases.push_back({service.name, service.flags, name, make});
  }
  return cases;
}

std::string Recorded(const JudgedService& service, const std::string& behaviour,
                     const MakeServer& make) {
  const std::unique_ptr<rpc::Servable> servable = make();
  const auto server = rpc::Server::Listen({"127.0.0.1", 0}, *servable);
  if (!server.ok()) return server.status().ToString();
  std::vector<std::string> flags = service.flags;
  flags.push_back("--filter=" + behaviour);
  const Judgement judgement = RunJudge(service.name, (*server)->address(), flags);
  EXPECT_EQ(judgement.exit, (base::Exit{0, 0}));
  return judgement.actual(behaviour);
}

std::string MutantName(const ::testing::TestParamInfo<MutantCase>& info) {
  return info.param.broken.empty() ? "Nothing" : info.param.broken;
}

}  // namespace workbook::tests
