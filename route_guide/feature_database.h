// The features of a route guide, indexed when they are loaded: by hash for the one at a point, by
// an R-tree for those in a rectangle, so that a million are as fast to search as a hundred.
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

/// Immutable, so any number of threads may read it. When two features share a location,
/// ListFeatures has both, and Find returns the first.
class FeatureDatabase {
 public:
  /// Reads the file at `path`, a JSON array of `{"location": {"latitude", "longitude"}, "name"}`.
  /// The status of ReadTextFile when it cannot read the file, INVALID_ARGUMENT when that is not
  /// such an array or a coordinate is out of range; the message is one line that starts with
  /// `path`.
  static absl::StatusOr<FeatureDatabase> Load(const std::string& path);

  /// The same from the text of the array; errors do not name a file.
  static absl::StatusOr<FeatureDatabase> FromJson(absl::string_view json);

  /// INVALID_ARGUMENT, naming the feature (`features[0]` is the first), when a feature has no
  /// location or one that is out of range.
  static absl::StatusOr<FeatureDatabase> FromFeatures(std::vector<::Feature> features);

  FeatureDatabase(FeatureDatabase&&) noexcept;
  FeatureDatabase& operator=(FeatureDatabase&&) noexcept;
  ~FeatureDatabase();

  /// The feature at exactly this point, or nullptr. Valid while the database lives.
  const ::Feature* Find(const ::Point& point) const;

  /// Iterates over the features of a rectangle without collecting them. The database must outlive
  /// it; one thread at a time may use it.
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
