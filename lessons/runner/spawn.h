// fork and exec, done with care: what the kernel needs to be told so that no child outlives us.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lessons/runner/descriptor.h"

namespace workbook::runner {

/// A child that runs, seen from its parent.
struct Child {
  pid_t pid = 0;
  Descriptor pidfd;  ///< readable once it has ended
  Descriptor in;     ///< write end of its stdin; closed when it reads /dev/null
  Descriptor out;    ///< read end of its stdout
  Descriptor err;    ///< read end of its stderr
};

/// Starts `argv` (searched for in PATH, no shell) in a process group of its own, with no signal
/// blocked. The kernel kills it when the thread that called this ends. UNAVAILABLE, with the
/// system's reason, when it cannot be started.
absl::StatusOr<Child> Spawn(std::vector<std::string> argv, bool pipe_stdin);

}  // namespace workbook::runner
