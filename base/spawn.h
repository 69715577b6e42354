// fork and exec, with what the kernel must be told so that no child outlives its parent.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/unique_fd.h"

namespace workbook::base {

/// A running child, seen from its parent.
struct Child {
  pid_t pid = 0;
  UniqueFd pidfd;  ///< readable once it has ended
  UniqueFd in;     ///< write end of its stdin; not open when it reads /dev/null
  UniqueFd out;    ///< read end of its stdout
  UniqueFd err;    ///< read end of its stderr
};

/// Starts `argv` (searched for in PATH, no shell) in a process group of its own, with no signal
/// blocked. The kernel kills it when the thread that called this ends. UNAVAILABLE, with the
/// system's reason, when it cannot be started.
absl::StatusOr<Child> Spawn(std::vector<std::string> argv, bool pipe_stdin);

}  // namespace workbook::base
