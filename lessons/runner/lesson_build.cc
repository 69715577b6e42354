#include "lessons/runner/lesson_build.h"

#include <chrono>
#include <csignal>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/status.h"
#include "lessons/runner/process.h"

namespace workbook::runner {
namespace {

using std::chrono::steady_clock;

// A first build of everything takes minutes on a small machine.
constexpr std::chrono::hours kHang{2};

}  // namespace

absl::StatusOr<Built> BuildTarget(const Tree& tree, const std::string& target,
                                  Interruption& interruption,
                                  const std::function<void(const std::string&)>& on_step) {
  // One list for stdout and stderr, in the order in which the lines came.
  std::mutex mutex;
  std::vector<std::string> output;
  const auto start = steady_clock::now();
  // Not through `cmake --build`: ninja ends the compilers that it started when it gets SIGTERM,
  // which CMake does not pass on. LC_ALL: what the errors are read by is English.
  const auto ninja =
      Process::Start({.argv = {"flock", "--no-fork", (tree.build / ".lock").string(), "env",
                               "LC_ALL=C", "ninja", "-C", tree.build.string(), target},
                      .on_line = [&](Process::Stream /*stream*/, const std::string& line) {
                        if (line.starts_with("[") && on_step) on_step(line);
                        const std::lock_guard lock(mutex);
                        output.push_back(line);
                      }});
  if (!ninja.ok()) return ninja.status();
  bool asked = false;
  const Interruption::Work work(interruption, [&] {
    asked ? (*ninja)->Kill() : (*ninja)->Signal(SIGTERM);
    asked = true;
  });
  const absl::StatusOr<Exit> exit = (*ninja)->WaitForExit(kHang);
  if (interruption.raised()) return absl::CancelledError("interrupted");
  if (!exit.ok()) return exit.status();
  const std::chrono::duration<double> taken = steady_clock::now() - start;
  const std::lock_guard lock(mutex);
  return Built{exit->ok(), exit->ok() ? BuildError() : FirstError(output, tree.root),
               taken.count()};
}

}  // namespace workbook::runner
