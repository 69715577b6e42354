// Who is here, as far as the events tell.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "chat/client_heard.h"

namespace workbook::chat {

/// The names in the room. Thread-safe.
class WhoIsHere {
 public:
  void Hear(const Heard& heard);

  /// One line for a person, fit for a terminal: the names in their order, `and N more` behind the
  /// first kShown. Says so when the door does not tell.
  std::string ToLine() const;

 private:
  static constexpr size_t kShown = 50;

  mutable absl::Mutex mutex_;
  bool known_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t as_of_ ABSL_GUARDED_BY(mutex_) = 0;
  std::set<std::string> names_ ABSL_GUARDED_BY(mutex_);
  size_t untold_ ABSL_GUARDED_BY(mutex_) = 0;  // here, but left out of the Welcome
};

}  // namespace workbook::chat
