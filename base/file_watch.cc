#include "base/file_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace workbook::base {

absl::StatusOr<FileWatch> FileWatch::Begin(const std::filesystem::path& file) {
  UniqueFd inotify(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  const std::filesystem::path folder = file.parent_path();
  // Not IN_MODIFY, which reports every write of an editor that has not finished.
  if (!inotify.open() ||
      inotify_add_watch(inotify.get(), folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO) < 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot watch ", folder.string(), ": ", std::strerror(errno)));
  }
  return FileWatch(std::move(inotify), file.filename().string());
}

bool FileWatch::WasSaved() {
  bool saved = false;
  alignas(inotify_event) char events[4096];
  for (;;) {
    const ssize_t size = read(inotify_.get(), events, sizeof(events));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return saved;
    for (ssize_t at = 0; at < size;) {
      const auto* event = reinterpret_cast<const inotify_event*>(events + at);
      // When the queue overflows, events are lost: a false report is better than a missed one.
      const bool overflow = (event->mask & IN_Q_OVERFLOW) != 0;
      saved = saved || overflow || (event->len > 0 && name_ == event->name);
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    }
  }
}

}  // namespace workbook::base
