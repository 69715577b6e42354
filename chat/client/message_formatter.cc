#include "chat/client/message_formatter.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/mutex.h"
#include "base/terminal.h"
#include "base/text.h"

namespace workbook::chat::client {
namespace {

constexpr absl::string_view kPlain = "\x1B[0m";
constexpr absl::string_view kDim = "\x1B[2m";
constexpr absl::string_view kBold = "\x1B[1m";

// Six that are readable on black and on white: no black, white, plain blue or bright yellow.
constexpr std::array<absl::string_view, 6> kColors = {"\x1B[31m", "\x1B[32m", "\x1B[33m",
                                                      "\x1B[35m", "\x1B[36m", "\x1B[94m"};

// The same name has the same colour in every run and on every machine, which std::hash does not
// promise (FNV-1a).
absl::string_view ColorOf(absl::string_view name) {
  uint32_t hash = 2166136261U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return kColors.at((hash ^ (hash >> 16)) % kColors.size());
}

}  // namespace

bool WantsColor(absl::string_view choice, const char* no_color, const char* term) {
  if (choice != "auto") return choice == "always";
  return base::TerminalShowsColors(no_color, term);
}

std::string ToLine(const Event::Message& message) {
  return absl::StrCat(base::Printable(message.sender), " > ", base::Printable(message.text));
}

MessageFormatter::MessageFormatter(bool color, std::string own_name, absl::TimeZone zone)
    : color_(color),
      own_name_(std::move(own_name)),
      zone_(zone),
      day_(absl::ToCivilDay(absl::Now(), zone)) {}

std::optional<std::string> MessageFormatter::ToLine(const Event& event) {
  if (const auto* message = event.As<Event::Message>()) {
    return absl::StrCat(Time(event), Name(message->sender), " > ", base::Printable(message->text));
  }
  if (const auto* joined = event.As<Event::Joined>()) {
    return absl::StrCat(Time(event), Notice(base::Printable(joined->name) + " joined"));
  }
  if (const auto* left = event.As<Event::Left>()) {
    return absl::StrCat(Time(event), Notice(base::Printable(left->name) + " left"));
  }
  return std::nullopt;
}

std::string MessageFormatter::Notice(absl::string_view text) const {
  return color_ ? absl::StrCat(kDim, "-- ", text, kPlain) : absl::StrCat("-- ", text);
}

std::string MessageFormatter::Name(const std::string& name) const {
  const std::string printable = base::Printable(name);
  if (!color_) return printable;
  return absl::StrCat(name == own_name_ ? kBold : "", ColorOf(name), printable, kPlain);
}

std::string MessageFormatter::Time(const Event& event) {
  if (!event.time.has_value()) return "";
  std::string time;
  const absl::CivilDay day = absl::ToCivilDay(*event.time, zone_);
  if (day != std::exchange(day_, day)) {
    time = absl::StrCat(Notice(absl::FormatCivilTime(day)), "\n");
  }
  const std::string clock = absl::FormatTime("%H:%M ", *event.time, zone_);
  return time + (color_ ? absl::StrCat(kDim, clock, kPlain) : clock);
}

void Participants::Receive(const Event& event) {
  base::MutexLock lock(mutex_);
  if (const auto* welcome = event.As<Event::Welcome>()) {
    known_ = true;
    as_of_ = welcome->newest.sequence;
    names_ = {welcome->names.begin(), welcome->names.end()};
    unlisted_ = welcome->name_count - std::min<size_t>(welcome->name_count, names_.size());
  }
  if (event.sequence <= as_of_) return;  // the Welcome includes it
  if (const auto* joined = event.As<Event::Joined>()) names_.insert(joined->name);
  if (const auto* left = event.As<Event::Left>()) {
    if (names_.erase(left->name) == 0 && unlisted_ > 0) --unlisted_;
  }
}

std::string Participants::ToLine() const {
  base::MutexLock lock(mutex_);
  if (!known_) return "this contract does not list participants";
  const size_t count = names_.size() + unlisted_;
  if (count == 0) return "no participants";
  const size_t shown = std::min(names_.size(), kMaxShown);
  std::string line =
      absl::StrJoin(names_.begin(), std::next(names_.begin(), static_cast<std::ptrdiff_t>(shown)),
                    ", ", [](std::string* out, const std::string& name) {
                      absl::StrAppend(out, base::Printable(name));
                    });
  if (count > shown) absl::StrAppend(&line, " and ", count - shown, " more");
  return absl::StrCat(count, " here: ", line);
}

}  // namespace workbook::chat::client
