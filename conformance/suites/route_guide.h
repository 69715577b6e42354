// RouteGuide as a black-box suite: instantiate RouteGuideContract with the servers to judge, and
// the features that each is known to have. A server may have run for long and may share notes
// between calls: a test leaves notes only at new places.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "conformance/behaviour.h"
#include "conformance/subject.h"
#include "conformance/suites/route_guide_places.h"
#include "route_guide.grpc.pb.h"
#include "rpc/channel.h"

namespace workbook::conformance::suites {

struct RouteGuideSubject {
  Subject server;
  /// All that the server has; empty when that is not known. It outlives the tests. A pointer,
  /// because each test keeps a copy of its parameter, whether it runs or not.
  const std::vector<::Feature>* features;
};

inline void PrintTo(const RouteGuideSubject& subject, std::ostream* out) {
  *out << subject.server.name;
}

inline std::string RouteGuideSubjectName(const ::testing::TestParamInfo<RouteGuideSubject>& info) {
  return info.param.server.name;
}

/// Why a test that needs a feature is skipped.
inline constexpr char kNoFeature[] = "no feature is known: give --features";

class RouteGuideContract : public ::testing::TestWithParam<RouteGuideSubject> {
 protected:
  using Chat = grpc::ClientReaderWriter<::RouteNote, ::RouteNote>;

  RouteGuideContract()
      : endpoint_(GetParam().server.start()), stub_(::RouteGuide::NewStub(endpoint_->channel())) {}

  /// The subject's features; when there are none, what the server lists for the whole globe, or
  /// nothing if that list is endless. Fails the test when the server does not list them.
  std::vector<::Feature> KnownFeatures();

  /// Calls GetFeature.
  grpc::Status GetFeature(const ::Point& point, ::Feature* feature);

  /// The result of ListFeatures. Cancels an endless list and returns a bounded part of it.
  std::vector<::Feature> List(const ::Rectangle& rectangle, grpc::Status* status);

  /// Records a route of `points` and half-closes.
  ::RouteSummary Record(const std::vector<::Point>& points, grpc::Status* status);

  /// A whole RouteChat: sends `notes`, half-closes, and reads the answers meanwhile, because a
  /// server may stop reading until its answers are read. Returns the answers' messages.
  std::vector<std::string> Converse(const std::vector<::RouteNote>& notes, grpc::Status* status);

  /// Reads one message. Without one: the status that ended the stream, or OUT_OF_RANGE if that was
  /// OK; then do not use the stream any more.
  template <typename Stream, typename Message>
  static grpc::Status ReadOne(Stream& stream, Message* message) {
    if (stream.Read(message)) return grpc::Status::OK;
    const grpc::Status status = stream.Finish();
    return status.ok() ? grpc::Status(grpc::StatusCode::OUT_OF_RANGE, "the stream has ended")
                       : status;
  }

  /// Half-closes `chat` and returns the messages of the remaining answers.
  std::vector<std::string> Rest(Chat& chat);

  /// Fails the test when the server does not answer another client.
  void ExpectOthersAreServed();

  const std::unique_ptr<Endpoint> endpoint_;
  const std::unique_ptr<::RouteGuide::Stub> stub_;
  bool endless_ = false;                            ///< a list had to be cancelled
  rpc::CallContext context_{rpc::kDefaultTimeout};  ///< for a test's first call
};

/// The pages that teach the behaviours.
inline constexpr char kMessageLimits[] = "lessons/message_limits/README.md";
inline constexpr char kServerStreaming[] = "lessons/server_streaming/README.md";
inline constexpr char kClientStreaming[] = "lessons/client_streaming/README.md";
inline constexpr char kBothWays[] = "lessons/both_ways/README.md";
inline constexpr char kEarlyFinish[] = "lessons/early_finish/README.md";
inline constexpr char kFlowControl[] = "lessons/flow_control/README.md";
inline constexpr char kCancelledStream[] = "lessons/cancelled_stream/README.md";
inline constexpr char kRouteGuideApis[] =
    "docs/route_guide.md#route-guide-messages-in-both-directions";
inline constexpr char kRouteGuideContract[] = "docs/route_guide.md#what-the-tutorial-taught";
inline constexpr char kRouteGuideTutorial[] =
    "docs/route_guide.md#what-differs-from-the-tutorial-and-why";
inline constexpr char kRouteGuideFacts[] = "docs/route_guide.md#two-things-to-know-about-grpc";

}  // namespace workbook::conformance::suites
