#include "conformance/suites/route_guide_places.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numbers>
#include <random>

#include "absl/strings/str_cat.h"
#include "base/text.h"

namespace workbook::conformance::suites {
namespace {

constexpr int32_t kPole = 900'000'000;
constexpr int32_t kDateLine = 1'800'000'000;

std::mt19937_64& Random() {
  static std::mt19937_64 random{std::random_device{}()};
  return random;
}

int32_t RandomCoordinate(int32_t limit) {
  const int32_t least = -limit + 10;
  const int32_t most = limit - 10;
  return std::uniform_int_distribution<int32_t>(least, most)(Random());
}

std::string Shortened(const std::string& name) {
  constexpr size_t kLongest = 60;
  if (name.size() <= kLongest) return name;
  return absl::StrCat(base::TruncateUtf8(name, kLongest), "...");
}

bool IsAt(const ::Feature& feature, const ::Point& place) {
  return feature.location().latitude() == place.latitude() &&
         feature.location().longitude() == place.longitude();
}

template <typename Predicate>
std::vector<::Feature> Those(const std::vector<::Feature>& features, Predicate are) {
  std::vector<::Feature> those;
  std::copy_if(features.begin(), features.end(), std::back_inserter(those), are);
  return those;
}

::Rectangle Square(const ::Point& middle, int64_t half) {
  return Between(Moved(middle, -half, -half), Moved(middle, half, half));
}

// Sorted, each feature in words.
std::vector<std::string> Sorted(const std::vector<::Feature>& features) {
  std::vector<std::string> words;
  for (const ::Feature& feature : features) words.push_back(InWords(feature));
  std::sort(words.begin(), words.end());
  return words;
}

// Those of `all` that are not in `others`, in words; "" when there are none.
std::string Only(const std::vector<std::string>& all, const std::vector<std::string>& others,
                 const std::string& called) {
  std::vector<std::string> only;
  std::set_difference(all.begin(), all.end(), others.begin(), others.end(),
                      std::back_inserter(only));
  if (only.empty()) return "";
  return std::to_string(only.size()) + " " + called + ", such as " + only[0];
}

}  // namespace

::Point FreshPlace() { return At(RandomCoordinate(kPole), RandomCoordinate(kDateLine)); }

std::string FreshText() {
  return "route_guide_contract: " +
         std::to_string(std::uniform_int_distribution<uint64_t>()(Random()));
}

::Point Moved(const ::Point& point, int64_t north, int64_t east) {
  return At(
      static_cast<int32_t>(std::clamp<int64_t>(point.latitude() + north, -kPole, kPole)),
      static_cast<int32_t>(std::clamp<int64_t>(point.longitude() + east, -kDateLine, kDateLine)));
}

std::string InWords(const ::Feature& feature) {
  return "\"" + Shortened(feature.name()) + "\" at " +
         std::to_string(feature.location().latitude()) + ", " +
         std::to_string(feature.location().longitude());
}

std::vector<::Feature> Sample(const std::vector<::Feature>& features) {
  if (features.size() <= 3) return features;
  return {features.front(), features[features.size() / 2], features.back()};
}

std::vector<::Feature> Named(const std::vector<::Feature>& features) {
  return Those(features, [](const ::Feature& feature) { return !feature.name().empty(); });
}

std::vector<::Feature> Unnamed(const std::vector<::Feature>& features) {
  return Those(features, [](const ::Feature& feature) { return feature.name().empty(); });
}

std::vector<::Feature> Within(const ::Rectangle& rectangle,
                              const std::vector<::Feature>& features) {
  const auto [south, north] = std::minmax({rectangle.lo().latitude(), rectangle.hi().latitude()});
  const auto [west, east] = std::minmax({rectangle.lo().longitude(), rectangle.hi().longitude()});
  return Those(features, [&, south = south, north = north, west = west,
                          east = east](const ::Feature& feature) {
    const ::Point& place = feature.location();
    return south <= place.latitude() && place.latitude() <= north && west <= place.longitude() &&
           place.longitude() <= east;
  });
}

std::vector<std::string> NamesAt(const ::Point& place, const std::vector<::Feature>& features) {
  std::vector<std::string> names;
  for (const ::Feature& feature : features) {
    if (IsAt(feature, place)) names.push_back(feature.name());
  }
  if (names.empty()) names.push_back("");
  return names;
}

::Rectangle SquareAbout(const ::Feature& feature, const std::vector<::Feature>& all) {
  constexpr size_t kEnough = 4;
  const ::Point& middle = feature.location();
  int64_t half = 1000;
  while (half < kDateLine && Within(Square(middle, half), all).size() < kEnough) half *= 4;
  // No feature is on the border when a square one unit smaller has as many.
  for (int i = 0; i < 10 && Within(Square(middle, half), all).size() !=
                                Within(Square(middle, half - 1), all).size();
       ++i) {
    ++half;
  }
  return Square(middle, half);
}

std::string Difference(const std::vector<::Feature>& listed,
                       const std::vector<::Feature>& expected) {
  const std::vector<std::string> actual = Sorted(listed);
  const std::vector<std::string> wanted = Sorted(expected);
  const std::string missing = Only(wanted, actual, "missing");
  const std::string surplus = Only(actual, wanted, "too many");
  if (missing.empty() && surplus.empty()) return kThose;
  return missing + (missing.empty() || surplus.empty() ? "" : "; ") + surplus;
}

double MetresAlong(const std::vector<::Point>& route) {
  const auto unit_vector = [](const ::Point& point) {
    const double latitude = point.latitude() * 1e-7 * std::numbers::pi / 180;
    const double longitude = point.longitude() * 1e-7 * std::numbers::pi / 180;
    return std::array{std::cos(latitude) * std::cos(longitude),
                      std::cos(latitude) * std::sin(longitude), std::sin(latitude)};
  };
  double metres = 0;
  for (size_t i = 1; i < route.size(); ++i) {
    const auto from = unit_vector(route[i - 1]);
    const auto to = unit_vector(route[i]);
    const double chord = std::hypot(to[0] - from[0], to[1] - from[1], to[2] - from[2]);
    metres += 6'371'000 * 2 * std::asin(std::min(1.0, chord / 2));
  }
  return metres;
}

}  // namespace workbook::conformance::suites
