// How a chat looks on a terminal: a time, a name in its colour, a text. What others sent goes
// through rpc::Printable here and nowhere else, so there is one place to look at.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chat/client_heard.h"

namespace workbook::chat {

/// Whether to use colours: `choice` is auto, always or never. `auto` heeds the environment: no
/// colours with NO_COLOR (https://no-color.org) or on a terminal that has none.
bool WantsColor(absl::string_view choice, const char* no_color, const char* term);

/// Turns events into lines.
class Look {
 public:
  /// `own_name` is set apart. Times are shown in `zone`.
  Look(bool color, std::string own_name, absl::TimeZone zone = absl::LocalTimeZone());

  /// The line for `heard`: nothing for those that are for no person's eyes. One on which another
  /// day begins has the date before it, as a line of its own.
  std::optional<std::string> ToLine(const Heard& heard);

  /// `text`, which must be fit for a terminal, as what the program itself has to say.
  std::string Aside(absl::string_view text) const;

 private:
  std::string Name(const std::string& name) const;
  std::string Time(const Heard& heard);

  const bool color_;
  const std::string own_name_;
  const absl::TimeZone zone_;
  absl::CivilDay day_;
};

}  // namespace workbook::chat
