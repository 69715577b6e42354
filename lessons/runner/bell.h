#pragma once

#include <sys/eventfd.h>

#include "lessons/runner/descriptor.h"

namespace workbook::runner {

/// Lets one thread wake another one that sleeps in poll(2).
class Bell {
 public:
  /// To be polled for input: readable once it was rung.
  int fd() const { return event_.get(); }
  void Ring() { eventfd_write(event_.get(), 1); }
  /// Silent again; whether it was rung.
  bool Quieten() {
    eventfd_t count = 0;
    return eventfd_read(event_.get(), &count) == 0;
  }

 private:
  const Descriptor event_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
};

}  // namespace workbook::runner
