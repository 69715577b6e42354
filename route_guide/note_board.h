// The notes that travellers left at places: what RouteChat remembers. Found by hash of the place,
// and bounded, so that nobody's notes fill the server's memory.
#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "route_guide.pb.h"
#include "route_guide/geo.h"

namespace workbook::route_guide {

/// Shared: whoever reads a note may hold it longer than the board does.
using NotePtr = std::shared_ptr<const ::RouteNote>;

/// A call has one of its own, or all calls share one. Thread-safe.
class NoteBoard {
 public:
  static constexpr size_t kDefaultMaxBytes = 4 * 1024 * 1024;

  /// What a note takes of a board's bytes: its encoded size and a flat charge for the bookkeeping.
  static size_t Cost(const ::RouteNote& note) { return note.ByteSizeLong() + 256; }

  /// Keeps the latest notes whose costs sum up to at most `max_bytes`; the oldest ones are
  /// forgotten first, wherever they are.
  explicit NoteBoard(size_t max_bytes = kDefaultMaxBytes) : max_bytes_(max_bytes) {}

  /// Leaves `note`, and returns the notes that were left at exactly its place before, oldest
  /// first. Both happen as one step: of two notes posted at once, one sees the other.
  std::vector<NotePtr> Post(::RouteNote note);

 private:
  void Forget();

  const size_t max_bytes_;
  // Not absl::Mutex: ThreadSanitizer cannot see through the one that Debian has built.
  std::mutex mutex_;
  // The same notes twice, each in the order they came. All of it guarded by mutex_.
  std::deque<NotePtr> all_;
  absl::flat_hash_map<Place, std::list<NotePtr>> by_place_;
  size_t bytes_ = 0;
};

}  // namespace workbook::route_guide
