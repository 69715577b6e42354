#include "route_guide/feature_database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/text_format.h"

namespace workbook::tests {
namespace {

using route_guide::Bounds;
using route_guide::FeatureDatabase;
using route_guide::kMaxLatitude;
using route_guide::kMaxLongitude;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

::Point At(int32_t latitude, int32_t longitude) {
  ::Point point;
  point.set_latitude(latitude);
  point.set_longitude(longitude);
  return point;
}

::Rectangle Between(const ::Point& lo, const ::Point& hi) {
  ::Rectangle rectangle;
  *rectangle.mutable_lo() = lo;
  *rectangle.mutable_hi() = hi;
  return rectangle;
}

::Feature Named(const std::string& name, const ::Point& location) {
  ::Feature feature;
  feature.set_name(name);
  *feature.mutable_location() = location;
  return feature;
}

std::vector<std::string> NamesWithin(const FeatureDatabase& database,
                                     const ::Rectangle& rectangle) {
  std::vector<std::string> names;
  FeatureDatabase::Walk walk = database.Within(Bounds(rectangle));
  while (const ::Feature* feature = walk.Next()) names.push_back(feature->name());
  return names;
}

// A file that is removed after the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content)
      : path_(::testing::TempDir() + "features_" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name() + "_" +
              std::to_string(getpid()) + ".json") {
    std::ofstream(path_) << content;
  }
  ~TemporaryFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

TEST(FeatureDatabaseTest, FindsTheFeatureAtExactlyThePoint) {
  const auto database = FeatureDatabase::FromFeatures({Named("a", At(1, 2)), Named("b", At(2, 1))});
  ASSERT_TRUE(database.ok());
  ASSERT_NE(database->Find(At(2, 1)), nullptr);
  EXPECT_EQ(database->Find(At(2, 1))->name(), "b");
  EXPECT_EQ(database->Find(At(2, 2)), nullptr);
  EXPECT_EQ(database->Find(At(-1, 2)), nullptr);
}

TEST(FeatureDatabaseTest, ListsFeaturesInsideIncludingTheBorders) {
  const auto database = FeatureDatabase::FromFeatures(
      {Named("corner", At(10, 20)), Named("border", At(15, 20)), Named("inside", At(15, 25)),
       Named("south", At(9, 25)), Named("east", At(15, 31))});
  ASSERT_TRUE(database.ok());
  EXPECT_THAT(NamesWithin(*database, Between(At(10, 20), At(20, 30))),
              UnorderedElementsAre("corner", "border", "inside"));
  EXPECT_THAT(NamesWithin(*database, Between(At(15, 25), At(15, 25))),
              UnorderedElementsAre("inside"));
}

TEST(FeatureDatabaseTest, IsEmptyWithoutFeatures) {
  const auto database = FeatureDatabase::FromFeatures({});
  ASSERT_TRUE(database.ok());
  EXPECT_EQ(database->size(), 0U);
  EXPECT_EQ(database->Find(::Point()), nullptr);
  EXPECT_EQ(NamesWithin(*database,
                        Between(At(-900'000'000, -1'800'000'000), At(900'000'000, 1'800'000'000)))
                .size(),
            0U);
}

TEST(FeatureDatabaseTest, ListsEveryFeatureOfALocationAndFindsTheFirst) {
  const auto database = FeatureDatabase::FromFeatures(
      {Named("first", At(1, 1)), Named("second", At(1, 1)), Named("", At(1, 1))});
  ASSERT_TRUE(database.ok());
  EXPECT_EQ(database->size(), 3U);
  EXPECT_EQ(database->Find(At(1, 1))->name(), "first");
  EXPECT_THAT(NamesWithin(*database, Between(At(1, 1), At(1, 1))),
              UnorderedElementsAre("first", "second", ""));
}

// Numbers of features for each kind of tree (empty, one leaf, several levels), dense enough to hit
// borders and shared locations; the corners in any order.
TEST(FeatureDatabaseTest, ListsTheSameFeaturesAsAScan) {
  for (uint32_t seed = 0; seed < 1000; ++seed) {
    std::mt19937 random(seed);
    const auto coordinate = [&random](int32_t limit) {
      // Half of them on a grid of 21 lines to each side, half anywhere.
      const int32_t step = limit / 10;
      const auto line = std::uniform_int_distribution<int32_t>(-10, 10)(random);
      return random() % 2 == 0 ? line * step
                               : std::uniform_int_distribution<int32_t>(-limit, limit)(random);
    };
    const auto point = [&] { return At(coordinate(kMaxLatitude), coordinate(kMaxLongitude)); };
    std::vector<::Feature> features(std::uniform_int_distribution<size_t>(0, 300)(random));
    for (size_t i = 0; i < features.size(); ++i) features[i] = Named(std::to_string(i), point());
    const ::Rectangle rectangle = Between(point(), point());

    std::vector<std::string> expected;
    for (const ::Feature& feature : features) {
      const auto [south, north] =
          std::minmax({rectangle.lo().latitude(), rectangle.hi().latitude()});
      const auto [west, east] =
          std::minmax({rectangle.lo().longitude(), rectangle.hi().longitude()});
      const ::Point& at = feature.location();
      if (south <= at.latitude() && at.latitude() <= north && west <= at.longitude() &&
          at.longitude() <= east) {
        expected.push_back(feature.name());
      }
    }
    const auto database = FeatureDatabase::FromFeatures(features);
    ASSERT_TRUE(database.ok());
    ASSERT_THAT(NamesWithin(*database, rectangle), ::testing::UnorderedElementsAreArray(expected))
        << "seed " << seed << ", " << base::ToOneLine(rectangle);
  }
}

TEST(FeatureDatabaseTest, MovesWithItsWalks) {
  auto first = FeatureDatabase::FromFeatures({Named("a", At(1, 1)), Named("b", At(1, 2))});
  FeatureDatabase::Walk walk = first->Within(Bounds(Between(At(0, 0), At(9, 9))));
  FeatureDatabase second = *std::move(first);
  first = FeatureDatabase::FromFeatures({});
  FeatureDatabase::Walk moved = std::move(walk);
  walk = second.Within(Bounds(Between(At(1, 2), At(1, 2))));
  EXPECT_NE(moved.Next(), nullptr);
  EXPECT_NE(moved.Next(), nullptr);
  EXPECT_EQ(moved.Next(), nullptr);
  EXPECT_EQ(moved.Next(), nullptr);
  EXPECT_EQ(walk.Next()->name(), "b");
}

TEST(FeatureDatabaseTest, RefusesLocationsThatAreNotOnTheGlobe) {
  const auto off =
      FeatureDatabase::FromFeatures({Named("a", At(1, 1)), Named("b", At(0, -1'800'000'001))});
  EXPECT_EQ(off.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(off.status().message()),
              StartsWith("features[1]: longitude -1800000001"));
  ::Feature nowhere;
  nowhere.set_name("nowhere");
  const auto missing = FeatureDatabase::FromFeatures({nowhere});
  EXPECT_EQ(missing.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(missing.status().message(), "features[0]: no location");
}

TEST(FeatureFileTest, HoldsAnArrayOfFeatures) {
  const TemporaryFile file(
      "\n[{\"location\": {\"latitude\": 407838351, \"longitude\": -746143763},\n"
      "  \"name\": \"Caf\xC3\xA9 \\u00fc \\\"x\\\"\"},\n"
      " {\"location\": {\"latitude\": 1, \"longitude\": 2}, \"name\": \"\"}]\n");
  const auto database = FeatureDatabase::Load(file.path());
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_EQ(database->size(), 2U);
  EXPECT_EQ(database->Find(At(407838351, -746143763))->name(), "Caf\xC3\xA9 \xC3\xBC \"x\"");
  EXPECT_EQ(database->Find(At(1, 2))->name(), "");
}

TEST(FeatureFileTest, MayBeAnEmptyArray) {
  const TemporaryFile file("[]");
  const auto database = FeatureDatabase::Load(file.path());
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_EQ(database->size(), 0U);
}

TEST(FeatureFileTest, ThatIsMissingIsNamed) {
  const absl::Status status = FeatureDatabase::Load("/no/such/features.json").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(status.message(), "/no/such/features.json: No such file or directory");
}

TEST(FeatureFileTest, ThatIsAFolderIsNamed) {
  const absl::Status status = FeatureDatabase::Load("/").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(), "/: Is a directory");
}

TEST(FeatureFileTest, MayBeginWithAByteOrderMark) {
  const TemporaryFile file("\xEF\xBB\xBF[]");
  EXPECT_EQ(FeatureDatabase::Load(file.path()).status(), absl::OkStatus());
}

TEST(FeatureFileTest, ThatHasNoEndIsNamed) {
  const absl::Status status = FeatureDatabase::Load("/dev/zero").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(status.message(), "/dev/zero: larger than the limit of 256 MiB");
}

TEST(FeatureFileTest, ThatIsBrokenIsNamedOnOneLine) {
  for (const std::string content :
       {"", "{}", "null", "[", "[{]", "[{\"location\": {\"latitude\": 1,\n \"longitude\" 2}}]",
        "[{\"location\": {\"latitude\": 1.5, \"longitude\": 2}}]",
        "[{\"location\": {\"latitude\": 2147483648, \"longitude\": 2}}]",
        "[{\"location\": {\"latitude\": 900000001, \"longitude\": 2}}]",
        "[{\"name\": \"nowhere\"}]", "[{\"location\": {}, \"nam\": \"x\"}]", "[1]",
        "[{\"location\": {}, \"name\": \"\xFF\"}]"}) {
    const TemporaryFile file(content);
    const absl::Status status = FeatureDatabase::Load(file.path()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << content;
    EXPECT_THAT(std::string(status.message()), StartsWith(file.path() + ": ")) << content;
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("\n"))) << content;
  }
}

TEST(FeatureFileTest, ShippedHasTheTutorialsPlaces) {
  const auto database = FeatureDatabase::Load("route_guide/features.json");
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_GE(database->size(), 100U);
  ASSERT_NE(database->Find(At(409146138, -746188906)), nullptr);
  EXPECT_EQ(database->Find(At(409146138, -746188906))->name(),
            "Berkshire Valley Management Area Trail, Jefferson, NJ, USA");
  const auto inside =
      NamesWithin(*database, Between(At(400'000'000, -750'000'000), At(420'000'000, -730'000'000)));
  EXPECT_GT(inside.size(), database->size() / 2);
  EXPECT_LT(inside.size(), database->size());
}

}  // namespace
}  // namespace workbook::tests
