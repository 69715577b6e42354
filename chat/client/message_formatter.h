// How the chat looks: an event as a line (a time, a name in its colour, a text), and the
// participants as a line. This is the one place where names and texts of others pass through
// base::Printable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "chat/client/event.h"

namespace workbook::chat::client {

/// Whether to use colours: `choice` is auto, always or never. `auto` follows the environment: no
/// colours with NO_COLOR (https://no-color.org) or on a terminal without colours.
bool WantsColor(absl::string_view choice, const char* no_color, const char* term);

/// A message as a plain line, `NAME > TEXT`.
std::string ToLine(const Event::Message& message);

/// Turns events into lines for a terminal.
class MessageFormatter {
 public:
  /// Shows `own_name` in bold, and times in `zone`.
  MessageFormatter(bool color, std::string own_name, absl::TimeZone zone = absl::LocalTimeZone());

  /// The line for `event`; nothing for an event that the user does not see. On a new day the date
  /// precedes it, as its own line.
  std::optional<std::string> ToLine(const Event& event);

  /// A line of the program's own. `text` must be printable.
  std::string Notice(absl::string_view text) const;

 private:
  std::string Name(const std::string& name) const;
  std::string Time(const Event& event);

  const bool color_;
  const std::string own_name_;
  const absl::TimeZone zone_;
  absl::CivilDay day_;
};

/// The names in the room, as far as the events tell. Thread-safe.
class Participants {
 public:
  void Receive(const Event& event);

  /// One printable line: the sorted names, with `and N more` after the first kMaxShown. Says so
  /// when the contract does not list participants.
  std::string ToLine() const;

 private:
  static constexpr size_t kMaxShown = 50;

  mutable absl::Mutex mutex_;
  bool known_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t as_of_ ABSL_GUARDED_BY(mutex_) = 0;  // the Welcome's sequence number
  std::set<std::string> names_ ABSL_GUARDED_BY(mutex_);
  size_t unlisted_ ABSL_GUARDED_BY(mutex_) = 0;  // in the room, but not among the Welcome's names
};

}  // namespace workbook::chat::client
