// Places, rectangles and routes for RouteGuide's suite, computed without the code under test.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "route_guide.pb.h"

namespace workbook::conformance::suites {

inline ::Point At(int32_t latitude, int32_t longitude) {
  ::Point point;
  point.set_latitude(latitude);
  point.set_longitude(longitude);
  return point;
}

inline ::Rectangle Between(const ::Point& lo, const ::Point& hi) {
  ::Rectangle rectangle;
  *rectangle.mutable_lo() = lo;
  *rectangle.mutable_hi() = hi;
  return rectangle;
}

inline ::RouteNote NoteAt(const ::Point& location, const std::string& message) {
  ::RouteNote note;
  *note.mutable_location() = location;
  note.set_message(message);
  return note;
}

/// A random place, so most likely one that no test has used before; some units from the edges of
/// the globe. Not thread-safe.
::Point FreshPlace();

/// A random text, so one that nobody has used before.
std::string FreshText();

/// `point`, moved by so many units and kept on the globe.
::Point Moved(const ::Point& point, int64_t north, int64_t east);

/// `"name" at 1, 2`; a long name is shortened.
std::string InWords(const ::Feature& feature);

/// Up to 3 of `features`: the first, the one in the middle, the last.
std::vector<::Feature> Sample(const std::vector<::Feature>& features);

/// Those of `features` with a name, or those without.
std::vector<::Feature> Named(const std::vector<::Feature>& features);
std::vector<::Feature> Unnamed(const std::vector<::Feature>& features);

/// Those of `features` that are within `rectangle`, corners in any order, borders included.
std::vector<::Feature> Within(const ::Rectangle& rectangle, const std::vector<::Feature>& features);

/// The names of those at exactly `place`; "" alone when there is none.
std::vector<std::string> NamesAt(const ::Point& place, const std::vector<::Feature>& features);

/// A square about `feature`, its lower corner first, with a few more of `all` if there are more,
/// and without a feature on its borders if possible.
::Rectangle SquareAbout(const ::Feature& feature, const std::vector<::Feature>& all);

/// What Difference returns when there is none.
inline constexpr char kThose[] = "just those of the rectangle";

/// Compares `listed` with `expected`, in any order: how many are missing or too many, and the first
/// of them.
std::string Difference(const std::vector<::Feature>& listed,
                       const std::vector<::Feature>& expected);

/// The length of a route in metres on a sphere of 6371000 m, by vectors and not by the haversine
/// formula, for an independent result.
double MetresAlong(const std::vector<::Point>& route);

}  // namespace workbook::conformance::suites
