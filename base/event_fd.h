#pragma once

#include <sys/eventfd.h>

#include "base/unique_fd.h"

namespace workbook::base {

/// Lets one thread wake another that waits in poll(2).
class EventFd {
 public:
  /// Poll it for input: readable from Signal until Drain.
  int fd() const { return event_.get(); }
  void Signal() { eventfd_write(event_.get(), 1); }
  /// Resets it. Returns whether it was signalled.
  bool Drain() {
    eventfd_t count = 0;
    return eventfd_read(event_.get(), &count) == 0;
  }

 private:
  const UniqueFd event_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
};

}  // namespace workbook::base
