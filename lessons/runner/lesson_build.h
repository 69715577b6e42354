// Builds one target, says nothing of it but what went wrong.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "lessons/runner/build_error.h"
#include "lessons/runner/interruption.h"
#include "lessons/runner/tree.h"

namespace workbook::runner {

struct Built {
  bool ok = false;
  BuildError error;  ///< when it is not
  double seconds = 0;
};

/// Brings `target` of the tree's build folder up to date. `on_step` hears "[3/7] ..." as the build
/// goes on, on another thread. CANCELLED when interrupted: no compiler runs any more then.
/// UNAVAILABLE when ninja cannot be started.
absl::StatusOr<Built> BuildTarget(const Tree& tree, const std::string& target,
                                  Interruption& interruption,
                                  const std::function<void(const std::string&)>& on_step);

}  // namespace workbook::runner
