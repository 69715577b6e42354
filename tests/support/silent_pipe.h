#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "base/unique_fd.h"
#include "conformance/eventually.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {

/// A file that never says anything to its reader, as on a slow disk.
class SilentPipe {
 public:
  SilentPipe() { EXPECT_EQ(mkfifo(path_.c_str(), 0600), 0); }

  const std::string& path() const { return path_; }

  /// Waits until a program has opened it, which reads from it from then on. False when none does.
  bool IsRead() {
    return conformance::Eventually([this] {
      // Fails while nobody has opened it for reading.
      writer_ = base::UniqueFd(open(path_.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
      return writer_.get() >= 0;
    });
  }

 private:
  const ScratchFolder folder_;
  const std::string path_ = folder_ / "pipe";
  base::UniqueFd writer_;
};

}  // namespace workbook::tests
