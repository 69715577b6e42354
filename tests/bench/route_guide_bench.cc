// GetFeature and ListFeatures by the number of features in the server. The answers always have the
// same size, so only the database grows; with a hash and an R-tree the time hardly does. In
// process: the network would hide the difference.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "route_guide/route_guide_service_callback.h"
#include "rpc/channel.h"
#include "rpc/server.h"

namespace workbook::tests {
namespace {

using route_guide::CallbackRouteGuideService;
using route_guide::FeatureDatabase;

constexpr int kListed = 10;  // the features inside Listed(), in every database

::Point At(int32_t latitude, int32_t longitude) {
  ::Point point;
  point.set_latitude(latitude);
  point.set_longitude(longitude);
  return point;
}

::Rectangle Listed() {
  ::Rectangle rectangle;
  *rectangle.mutable_lo() = At(400'000'000, -750'000'000);
  *rectangle.mutable_hi() = At(400'001'000, -749'999'000);
  return rectangle;
}

// kListed features inside Listed(), the others across the southern hemisphere.
std::shared_ptr<const FeatureDatabase> Database(int64_t size) {
  static std::map<int64_t, std::shared_ptr<const FeatureDatabase>> made;
  std::shared_ptr<const FeatureDatabase>& database = made[size];
  if (database != nullptr) return database;
  std::mt19937 random(1);
  std::uniform_int_distribution<int32_t> latitude(-route_guide::kMaxLatitude, 0);
  std::uniform_int_distribution<int32_t> longitude(-route_guide::kMaxLongitude,
                                                   route_guide::kMaxLongitude);
  std::vector<::Feature> features(static_cast<size_t>(size));
  for (int32_t i = 0; i < static_cast<int32_t>(features.size()); ++i) {
    ::Feature& feature = features[static_cast<size_t>(i)];
    feature.set_name("A place with a name of usual length");
    *feature.mutable_location() = i < kListed ? At(400'000'000 + i * 100, -750'000'000 + i * 100)
                                              : At(latitude(random), longitude(random));
  }
  database =
      std::make_shared<const FeatureDatabase>(*FeatureDatabase::FromFeatures(std::move(features)));
  return database;
}

// A server with `state`'s number of features, and a stub for it.
struct Guide {
  explicit Guide(const benchmark::State& state)
      : service(Database(state.range(0))),
        server(rpc::Server::InProcess(service)),
        stub(::RouteGuide::NewStub(server->InProcessChannel())) {}

  rpc::Hosted<CallbackRouteGuideService> service;
  std::unique_ptr<rpc::Server> server;
  std::unique_ptr<::RouteGuide::Stub> stub;
};

void GetFeature(benchmark::State& state) {
  Guide guide(state);
  const ::Point known = At(400'000'000, -750'000'000);
  for (auto _ : state) {
    rpc::CallContext context(rpc::kDefaultTimeout);
    ::Feature feature;
    if (!guide.stub->GetFeature(&context, known, &feature).ok() || feature.name().empty()) {
      state.SkipWithError("the feature was not found");
      break;
    }
  }
}

void ListFeatures(benchmark::State& state) {
  Guide guide(state);
  for (auto _ : state) {
    rpc::CallContext context(rpc::kDefaultTimeout);
    const auto reader = guide.stub->ListFeatures(&context, Listed());
    ::Feature feature;
    int listed = 0;
    while (reader->Read(&feature)) ++listed;
    if (!reader->Finish().ok() || listed != kListed) {
      state.SkipWithError("not the features that are there");
      break;
    }
  }
}

// The lookups below the calls, without gRPC.
void Find(benchmark::State& state) {
  const auto database = Database(state.range(0));
  const ::Point known = At(400'000'000, -750'000'000);
  for (auto _ : state) benchmark::DoNotOptimize(database->Find(known));
}

void Within(benchmark::State& state) {
  const auto database = Database(state.range(0));
  for (auto _ : state) {
    FeatureDatabase::Walk walk = database->Within(route_guide::Bounds(Listed()));
    while (const ::Feature* feature = walk.Next()) benchmark::DoNotOptimize(feature);
  }
}

void Sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("features")->RangeMultiplier(10)->Range(100, 1'000'000)->UseRealTime();
}

BENCHMARK(GetFeature)->Apply(Sizes);
BENCHMARK(ListFeatures)->Apply(Sizes);
BENCHMARK(Find)->Apply(Sizes);
BENCHMARK(Within)->Apply(Sizes);

}  // namespace
}  // namespace workbook::tests
