#include "route_guide/feature_database.h"

#include <google/protobuf/util/json_util.h>

#define BOOST_DISABLE_PRAGMA_MESSAGE  // of Boost 1.74's headers about its own deprecated ones
#include <boost/geometry/algorithms/disjoint.hpp>
#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/point.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <iterator>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/text.h"
#include "base/text_file.h"
#include "feature_file.pb.h"

namespace workbook::route_guide {
namespace {

namespace bg = boost::geometry;

// 64 bits for each coordinate: the tree subtracts them, and the difference of two longitudes does
// not fit 32.
using TreePoint = bg::model::point<int64_t, 2, bg::cs::cartesian>;
using TreeBox = bg::model::box<TreePoint>;
using TreeEntry = std::pair<TreePoint, uint32_t>;  // where, and which element of `features`
using Tree = bg::index::rtree<TreeEntry, bg::index::rstar<16>>;

std::vector<TreeEntry> TreeEntries(const std::vector<::Feature>& features) {
  std::vector<TreeEntry> entries;
  entries.reserve(features.size());
  for (uint32_t i = 0; i < features.size(); ++i) {
    const ::Point& location = features[i].location();
    entries.emplace_back(TreePoint(location.latitude(), location.longitude()), i);
  }
  return entries;
}

absl::Status WithPrefix(absl::string_view prefix, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(prefix, ": ", status.message()));
}

// Protobuf's parser quotes the text on a second line, with a pointer to the error on a third.
std::string OnOneLine(const std::string& parser_message) {
  const std::vector<std::string> lines = absl::StrSplit(parser_message, '\n');
  if (lines.size() == 1) return base::Printable(lines[0]);
  return absl::StrCat(base::Printable(lines[0]), " Near: ", base::Printable(lines[1]));
}

}  // namespace

struct FeatureDatabase::Indexed {
  // Built from all entries at once, the tree is packed: built faster, and tighter than by
  // insertion.
  explicit Indexed(std::vector<::Feature> all)
      : features(std::move(all)), tree(TreeEntries(features)) {
    by_place.reserve(features.size());
    for (uint32_t i = 0; i < features.size(); ++i) {
      by_place.try_emplace(Place(features[i].location()), i);
    }
  }

  const std::vector<::Feature> features;
  absl::flat_hash_map<Place, uint32_t> by_place;
  const Tree tree;
};

struct FeatureDatabase::Walk::Position {
  const std::vector<::Feature>& features;
  Tree::const_query_iterator next;
  Tree::const_query_iterator end;
};

absl::StatusOr<FeatureDatabase> FeatureDatabase::Load(const std::string& path) {
  const absl::StatusOr<std::string> json = base::ReadTextFile(path, base::kMaxDataBytes);
  if (!json.ok()) return json.status();
  auto database = FromJson(*json);
  if (!database.ok()) return WithPrefix(path, database.status());
  return database;
}

absl::StatusOr<FeatureDatabase> FeatureDatabase::FromJson(absl::string_view json) {
  // Protobuf's JSON needs an object at the top, not an array: the array becomes its one field.
  json = absl::StripAsciiWhitespace(json);
  if (!absl::StartsWith(json, "[") || !absl::EndsWith(json, "]")) {
    return absl::InvalidArgumentError("not a JSON array of features");
  }
  v1::FeatureFile file;
  const auto parsed =
      google::protobuf::util::JsonStringToMessage(absl::StrCat("{\"features\":", json, "}"), &file);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("not a JSON array of features: ", OnOneLine(std::string(parsed.message()))));
  }
  return FromFeatures({std::make_move_iterator(file.mutable_features()->begin()),
                       std::make_move_iterator(file.mutable_features()->end())});
}

absl::StatusOr<FeatureDatabase> FeatureDatabase::FromFeatures(std::vector<::Feature> features) {
  for (size_t i = 0; i < features.size(); ++i) {
    const absl::Status status = features[i].has_location()
                                    ? CheckPoint(features[i].location())
                                    : absl::InvalidArgumentError("no location");
    if (!status.ok()) return WithPrefix(absl::StrCat("features[", i, "]"), status);
  }
  return FeatureDatabase(std::make_unique<const Indexed>(std::move(features)));
}

FeatureDatabase::FeatureDatabase(std::unique_ptr<const Indexed> indexed)
    : indexed_(std::move(indexed)) {}
FeatureDatabase::FeatureDatabase(FeatureDatabase&&) noexcept = default;
FeatureDatabase& FeatureDatabase::operator=(FeatureDatabase&&) noexcept = default;
FeatureDatabase::~FeatureDatabase() = default;

const ::Feature* FeatureDatabase::Find(const ::Point& point) const {
  const auto found = indexed_->by_place.find(Place(point));
  return found == indexed_->by_place.end() ? nullptr : &indexed_->features[found->second];
}

FeatureDatabase::Walk FeatureDatabase::Within(const Bounds& bounds) const {
  const TreeBox box(TreePoint(bounds.south, bounds.west), TreePoint(bounds.north, bounds.east));
  const Tree& tree = indexed_->tree;
  return Walk(std::make_unique<Walk::Position>(
      Walk::Position{indexed_->features, tree.qbegin(bg::index::intersects(box)), tree.qend()}));
}

size_t FeatureDatabase::size() const { return indexed_->features.size(); }

FeatureDatabase::Walk::Walk(std::unique_ptr<Position> position) : position_(std::move(position)) {}
FeatureDatabase::Walk::Walk(Walk&&) noexcept = default;
FeatureDatabase::Walk& FeatureDatabase::Walk::operator=(Walk&&) noexcept = default;
FeatureDatabase::Walk::~Walk() = default;

const ::Feature* FeatureDatabase::Walk::Next() {
  if (position_->next == position_->end) return nullptr;
  const uint32_t index = position_->next->second;
  ++position_->next;
  return &position_->features[index];
}

}  // namespace workbook::route_guide
