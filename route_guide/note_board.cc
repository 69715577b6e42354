#include "route_guide/note_board.h"

#include <utility>

namespace workbook::route_guide {

std::vector<NotePtr> NoteBoard::Post(::RouteNote note) {
  auto posted = std::make_shared<const ::RouteNote>(std::move(note));
  const Place place(posted->location());
  const base::MutexLock lock(mutex_);
  std::list<NotePtr>& here = by_place_[place];
  std::vector<NotePtr> earlier(here.begin(), here.end());
  here.push_back(posted);
  bytes_ += Cost(*posted);
  all_.push_back(std::move(posted));
  while (bytes_ > max_bytes_) DropOldest();
  return earlier;
}

void NoteBoard::DropOldest() {
  const NotePtr oldest = std::move(all_.front());
  all_.pop_front();
  bytes_ -= Cost(*oldest);
  // The oldest of all is also the oldest at its place.
  const auto here = by_place_.find(Place(oldest->location()));
  here->second.pop_front();
  if (here->second.empty()) by_place_.erase(here);
}

}  // namespace workbook::route_guide
