// The contract of RouteGuide as a black-box suite: instantiate RouteGuideContract with the servers
// to judge. Each has to serve KnownFeatures(), and to keep a RouteChat's notes to itself.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "route_guide.grpc.pb.h"
#include "rpc/channel.h"
#include "support/subject.h"

namespace workbook::testing {

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

/// What the server under test serves: near 40, -74 the features "southwest", "northeast", "middle"
/// and one without a name, at 0, 0 "origin", and around kCrowd more than a connection holds while
/// nobody reads: 400 features of 10 KB.
std::vector<::Feature> KnownFeatures();

inline const ::Point kSouthwest = At(400'000'000, -750'000'000);
inline const ::Point kNortheast = At(420'000'000, -730'000'000);
inline const ::Point kMiddle = At(409'146'138, -746'188'906);
inline const ::Point kUnnamed = At(410'000'000, -740'000'000);
inline const ::Rectangle kCrowd = Between(At(-500'000'000, 100), At(-499'999'000, 200));

class RouteGuideContract : public ::testing::TestWithParam<Subject> {
 protected:
  RouteGuideContract()
      : endpoint_(GetParam().start()), stub_(::RouteGuide::NewStub(endpoint_->channel())) {}

  /// What ListFeatures gives for `rectangle`: names, sorted.
  std::vector<std::string> NamesWithin(const ::Rectangle& rectangle, grpc::Status* status);

  /// How long the server takes to stop. A call that it has not ended makes it wait for its drain
  /// deadline, one that it never ends for ever.
  std::chrono::milliseconds StopServer();

  /// "Well before the drain deadline".
  static constexpr std::chrono::milliseconds kPromptly = rpc::Server::kDrainTime / 2;

  std::unique_ptr<Endpoint> endpoint_;
  const std::unique_ptr<::RouteGuide::Stub> stub_;
  rpc::CallContext context_{rpc::kDefaultTimeout};
};

/// Makes `message` exactly `bytes` long on the wire, by a field that nobody knows.
void Inflate(google::protobuf::Message& message, size_t bytes);

}  // namespace workbook::testing
