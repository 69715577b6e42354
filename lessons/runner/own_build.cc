#include "lessons/runner/own_build.h"

#include <chrono>
#include <cstdlib>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lessons/runner/run_program.h"
#include "lessons/runner/step_ticker.h"

namespace workbook::lessons::runner {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

// What to know for a failure to configure.
std::string HelpWithConfiguring(const BuildError& error, const fs::path& build) {
  if (absl::StrContains(error.message, "CMakeCache.txt directory") ||
      absl::StrContains(error.message, "Does not match the generator")) {
    return absl::StrCat("The build folder was made elsewhere, or by other means: remove ",
                        build.string(), ".");
  }
  if (absl::StrContains(error.message, "Could not find a package") ||
      absl::StrContains(error.message, "Could NOT find")) {
    return "find_package finds what this system has installed: the workbook itself builds with "
           "find_package(Protobuf) and then find_package(gRPC CONFIG), in this order, see the "
           "CMakeLists.txt at its root.";
  }
  return "CMake reads the file from top to bottom and stops here. Compare with "
         "tests/e2e/graduate/CMakeLists.txt, the smallest one that passes.";
}

// The same for a failure to build.
std::string HelpWithBuilding(const BuildError& error) {
  const std::string& message = error.message;
  if (absl::StrContains(message, ".pb.h")) {
    return "protoc generates that header: an add_custom_command runs protoc with --cpp_out and, "
           "for x.grpc.pb.h, with --grpc_out and --plugin=protoc-gen-grpc=(the path of "
           "grpc_cpp_plugin), as in lessons/contract/README.md. Name the generated .cc files as "
           "sources of the program, so that it is built after them, and their folder in "
           "target_include_directories. tests/e2e/graduate/CMakeLists.txt does it in the fewest "
           "lines.";
  }
  if (absl::StrContains(message, "undefined reference to")) {
    return "The linker misses a definition: the sources that protoc generated, x.pb.cc and "
           "x.grpc.pb.cc, belong to the program, and it links gRPC::grpc++ and "
           "protobuf::libprotobuf. See tests/e2e/graduate/CMakeLists.txt.";
  }
  return "Correct that first: later errors often follow from it. A service is a class that derives "
         "from the one that protoc generated and overrides a method for each rpc: "
         "lessons/unary_method/README.md. calculator/calculator_service_sync.h has the smallest; "
         "docs/calculator.md explains it.";
}

StepResult NotStarted(const absl::Status& status) {
  return {.found = std::string(status.message())};
}

}  // namespace

StepResult BuildFolder(const fs::path& folder, const std::stop_token& stop,
                       const std::function<void(const std::string&)>& on_status) {
  const fs::path build = folder / "build";
  std::error_code error;
  if (!fs::exists(folder / "CMakeLists.txt", error)) {
    return {
        .found = "There is no CMakeLists.txt in this folder.",
        .next =
            "Write one; it says how your server is made: project(), find_package for Protobuf and "
            "gRPC, a command that has protoc generate the C++ of your .proto, and "
            "add_executable(server ...), linked with gRPC::grpc++ and protobuf::libprotobuf. "
            "lessons/contract/README.md has protoc's two commands. "
            "tests/e2e/graduate/CMakeLists.txt is the smallest file that passes; write yours "
            "before you look."};
  }
  if (!HasProgram("cmake")) return NeedsProgram("cmake", "cmake");

  const auto start = steady_clock::now();
  // LC_ALL: FirstError reads English messages. NINJA_STATUS: StepOf reads its default.
  const std::vector<std::string> cmake = {"env", "LC_ALL=C", "NINJA_STATUS=[%f/%t] ", "cmake"};
  std::vector<std::string> configure = cmake;
  for (const std::string& word :
       {std::string("-S"), folder.string(), std::string("-B"), build.string()}) {
    configure.push_back(word);
  }
  const bool is_new = !fs::exists(build / "CMakeCache.txt", error);
  if (is_new && std::getenv("CMAKE_GENERATOR") == nullptr && HasProgram("ninja")) {
    configure.insert(configure.end(), {"-G", "Ninja"});
  }
  std::optional<StepTicker> ticker(std::in_place, "configuring", on_status);
  const auto configured = RunProgram(configure, stop, std::chrono::hours(1));
  if (!configured.ok()) return NotStarted(configured.status());
  if (!configured->exit.ok()) {
    const BuildError first = FirstError(configured->output, folder);
    return {.found = "CMake cannot configure it:",
            .error = first,
            .next = HelpWithConfiguring(first, build)};
  }

  std::vector<std::string> make = cmake;
  make.insert(make.end(), {"--build", build.string()});
  ticker.emplace("building", on_status);
  const auto built = RunProgram(make, stop, std::chrono::hours(2), [&](const std::string& line) {
    if (const std::string step = StepOf(line); !step.empty()) ticker->Step(step);
  });
  ticker.reset();
  if (!built.ok()) return NotStarted(built.status());
  if (!built->exit.ok()) {
    const BuildError first = FirstError(built->output, folder);
    return {.found = first.place.empty() ? "It cannot be built:" : "It does not compile:",
            .error = first,
            .next = HelpWithBuilding(first)};
  }
  const std::chrono::duration<double> taken = steady_clock::now() - start;
  return {.passed = true,
          .found = absl::StrFormat("Configured and built in %.1f s.", taken.count())};
}

}  // namespace workbook::lessons::runner
