#include "chat/client_look.h"

#include <array>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "chat/client_text.h"
#include "rpc/text.h"

namespace workbook::chat {
namespace {

constexpr absl::string_view kPlain = "\x1B[0m";
constexpr absl::string_view kDim = "\x1B[2m";
constexpr absl::string_view kBold = "\x1B[1m";

// Six that can be read on black and on white: without black, white, plain blue and bright yellow.
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
  if (no_color != nullptr && *no_color != '\0') return false;
  return term != nullptr && *term != '\0' && absl::string_view(term) != "dumb";
}

Look::Look(bool color, std::string own_name, absl::TimeZone zone)
    : color_(color),
      own_name_(std::move(own_name)),
      zone_(zone),
      day_(absl::ToCivilDay(absl::Now(), zone)) {}

std::optional<std::string> Look::ToLine(const Heard& heard) {
  if (const auto* said = heard.As<Heard::Said>()) {
    return absl::StrCat(Time(heard), Name(said->owner), " > ", rpc::Printable(said->text));
  }
  if (const auto* joined = heard.As<Heard::Joined>()) {
    return absl::StrCat(Time(heard), Aside(rpc::Printable(joined->name) + " joined"));
  }
  if (const auto* left = heard.As<Heard::Left>()) {
    return absl::StrCat(Time(heard), Aside(rpc::Printable(left->name) + " left"));
  }
  return std::nullopt;
}

std::string Look::Aside(absl::string_view text) const {
  return color_ ? absl::StrCat(kDim, "-- ", text, kPlain) : absl::StrCat("-- ", text);
}

std::string Look::Name(const std::string& name) const {
  const std::string printable = rpc::Printable(name);
  if (!color_) return printable;
  return absl::StrCat(name == own_name_ ? kBold : "", ColorOf(name), printable, kPlain);
}

std::string Look::Time(const Heard& heard) {
  if (!heard.time.has_value()) return "";
  std::string time;
  const absl::CivilDay day = absl::ToCivilDay(*heard.time, zone_);
  if (day != std::exchange(day_, day)) time = absl::StrCat(Aside(absl::FormatCivilTime(day)), "\n");
  const std::string clock = absl::FormatTime("%H:%M ", *heard.time, zone_);
  return time + (color_ ? absl::StrCat(kDim, clock, kPlain) : clock);
}

}  // namespace workbook::chat
