// The notes left at places, which RouteChat stores. Looked up by hash of the place, and bounded, so
// that a client cannot fill the server's memory.
#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "base/mutex.h"
#include "route_guide.pb.h"
#include "route_guide/geo.h"

namespace workbook::route_guide {

/// Shared: a caller may keep a note longer than the board does.
using NotePtr = std::shared_ptr<const ::RouteNote>;

/// Each call has its own, or all calls share one. Thread-safe.
class NoteBoard {
 public:
  static constexpr size_t kDefaultMaxBytes = 4 * 1024 * 1024;

  /// How many of a board's bytes a note uses: its encoded size and a constant for the bookkeeping.
  static size_t Cost(const ::RouteNote& note) { return note.ByteSizeLong() + 256; }

  /// Keeps the latest notes, whose costs sum up to at most `max_bytes`, and drops the oldest first,
  /// at whatever place they are.
  explicit NoteBoard(size_t max_bytes = kDefaultMaxBytes) : max_bytes_(max_bytes) {}

  /// Stores `note`, and returns the earlier notes at exactly its place, oldest first. Atomic: of
  /// two notes posted at once, one gets the other.
  std::vector<NotePtr> Post(::RouteNote note);

 private:
  void DropOldest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const size_t max_bytes_;
  base::Mutex mutex_;
  // The same notes twice, each in the order of arrival.
  std::deque<NotePtr> all_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<Place, std::list<NotePtr>> by_place_ ABSL_GUARDED_BY(mutex_);
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace workbook::route_guide
