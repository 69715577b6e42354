// The main of every check. `--list` and `--worker NAME:NAME...` are for `workbook check`, see
// conformance/runner/worker.h; with anything else it is a GoogleTest program.
#include <gtest/gtest.h>

#include <span>
#include <string>

#include "conformance/keep_grpc_initialized.h"
#include "conformance/runner/worker.h"
#include "conformance/runner/worker_supervisor.h"
#include "lessons/check/check.h"
#include "rpc/log.h"
#include "rpc/proxy.h"

namespace workbook::lessons::check {
namespace {

INSTANTIATE_TEST_SUITE_P(, Lesson, ::testing::Values(0));

int RunAsWorker(const std::string& names) {
  conformance::runner::RunBehaviours(conformance::Behaviours(), names);
  return 0;
}

}  // namespace
}  // namespace workbook::lessons::check

int main(int argc, char** argv) {
  using workbook::conformance::runner::kListFlag;
  using workbook::conformance::runner::kWorkerFlag;
  workbook::rpc::UnsetProxies();  // a learner's channels take what gRPC takes by default
  workbook::conformance::KeepGrpcInitialized();
  const std::span arguments(argv + 1, static_cast<size_t>(argc - 1));
  if (arguments.size() == 1 && arguments[0] == std::string(kListFlag)) {
    workbook::conformance::runner::PrintList(workbook::conformance::Behaviours());
    return 0;
  }
  if (arguments.size() == 2 && arguments[0] == std::string(kWorkerFlag)) {
    return workbook::lessons::check::RunAsWorker(arguments[1]);
  }
  ::testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
