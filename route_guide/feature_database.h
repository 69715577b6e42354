// The features a route guide knows, indexed when they are loaded: by hash for the one at a point,
// by an R-tree for those in a rectangle, so that a million answer as fast as a hundred.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "route_guide.pb.h"
#include "route_guide/geo.h"

namespace workbook::route_guide {

/// Does not change once it is made, so that any number of threads may read it. Where two features
/// share a location both are listed, and the first of them is the one found at the point.
class FeatureDatabase {
 public:
  /// Reads the file at `path`, a JSON array of `{"location": {"latitude", "longitude"}, "name"}`.
  /// NOT_FOUND when there is no such file, INVALID_ARGUMENT when it is no such array or a
  /// coordinate is off the globe; the message is one line that starts with `path`.
  static absl::StatusOr<FeatureDatabase> Load(const std::string& path);

  /// The same from the array itself; errors do not name a file.
  static absl::StatusOr<FeatureDatabase> FromJson(absl::string_view json);

  /// INVALID_ARGUMENT, naming the feature (`features[0]` is the first), when one has no location
  /// or one off the globe.
  static absl::StatusOr<FeatureDatabase> FromFeatures(std::vector<::Feature> features);

  FeatureDatabase(FeatureDatabase&&) noexcept;
  FeatureDatabase& operator=(FeatureDatabase&&) noexcept;
  ~FeatureDatabase();

  /// The feature at exactly this point, nullptr when there is none. Valid while the database lives.
  const ::Feature* Find(const ::Point& point) const;

  /// A walk through the features of a rectangle, one step at a time: it needs no memory for those
  /// it has not reached. The database has to outlive it; one thread at a time may use it.
  class Walk {
   public:
    Walk(Walk&&) noexcept;
    Walk& operator=(Walk&&) noexcept;
    ~Walk();

    /// The next feature, in no particular order; nullptr after the last.
    const ::Feature* Next();

   private:
    friend class FeatureDatabase;
    struct Position;
    explicit Walk(std::unique_ptr<Position> position);

    std::unique_ptr<Position> position_;
  };
  Walk Within(const Bounds& bounds) const;

  size_t size() const;

 private:
  struct Indexed;  // keeps Boost's headers, slow to compile, out of this one
  explicit FeatureDatabase(std::unique_ptr<const Indexed> indexed);

  std::unique_ptr<const Indexed> indexed_;
};

}  // namespace workbook::route_guide
