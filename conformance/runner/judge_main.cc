// `judge`: checks a server, in any language, against its contract.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/environment.h"
#include "base/exit_status.h"
#include "base/standard_output.h"
#include "conformance/runner/options.h"
#include "conformance/runner/run_conformance.h"
#include "conformance/runner/target.h"
#include "conformance/runner/worker.h"
#include "rpc/log.h"
#include "rpc/resources.h"

namespace workbook::conformance::runner {
namespace {

int RunAsWorker(const Options& options) {
  // The supervisor has read the same files and reported their errors.
  if (!SetTarget(options).ok()) return base::kExitUsage;
  RunBehaviours(BehavioursOf(*options.service), options.worker);
  return 0;
}

int Main(int argc, char** argv) {
  // GoogleTest has read most of its settings before main: the program starts again without them.
  if (base::UnsetCallersSettings()) execv("/proc/self/exe", argv);
  base::ReportUnwrittenOutput();
  rpc::InstallLog();
  const rpc::QuietLog quiet;  // a verdict has the errors of its calls
  Options options;
  if (const std::optional<int> exit = ParseOptions(argc, argv, options)) return *exit;
  if (!options.worker.empty()) return RunAsWorker(options);
  rpc::ReportMissingResources("judge");
  std::vector<std::string> self(argv, argv + argc);
  self[0] = std::filesystem::read_symlink("/proc/self/exe").string();
  return RunConformance(options, self);
}

}  // namespace
}  // namespace workbook::conformance::runner

int main(int argc, char** argv) { return workbook::conformance::runner::Main(argc, argv); }
