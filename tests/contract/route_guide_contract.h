// The contract of RouteGuide as a black-box suite: instantiate RouteGuideContract with the servers
// to judge, and what each is known to serve. A server may have been up for long and may keep its
// notes for all: a test leaves notes only at places that nobody used before.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "contract/behaviour.h"
#include "contract/route_guide_places.h"
#include "route_guide.grpc.pb.h"
#include "rpc/channel.h"
#include "support/subject.h"

namespace workbook::testing {

struct RouteGuideSubject {
  Subject server;
  /// All that the server serves; empty when that is not known. It outlives the tests. Not a copy:
  /// each test has its parameter, whether it runs or not.
  const std::vector<::Feature>* features;
};

inline void PrintTo(const RouteGuideSubject& subject, std::ostream* out) {
  *out << subject.server.name;
}

inline std::string RouteGuideSubjectName(const ::testing::TestParamInfo<RouteGuideSubject>& info) {
  return info.param.server.name;
}

/// Why a test is skipped that needs a feature.
inline constexpr char kNoFeature[] = "no feature is known: give --features";

class RouteGuideContract : public ::testing::TestWithParam<RouteGuideSubject> {
 protected:
  using Chat = grpc::ClientReaderWriter<::RouteNote, ::RouteNote>;

  RouteGuideContract()
      : endpoint_(GetParam().server.start()), stub_(::RouteGuide::NewStub(endpoint_->channel())) {}

  /// All features that are known: the subject's, or else what the server lists of the whole globe,
  /// none if that is no end of them. It fails the test when the server does not list them.
  std::vector<::Feature> KnownFeatures();

  /// Calls GetFeature.
  grpc::Status GetFeature(const ::Point& point, ::Feature* feature);

  /// What ListFeatures gives for `rectangle`. A list without end is cancelled: a bounded part of
  /// it is returned.
  std::vector<::Feature> List(const ::Rectangle& rectangle, grpc::Status* status);

  /// Records a route of `points` and half-closes.
  ::RouteSummary Record(const std::vector<::Point>& points, grpc::Status* status);

  /// A whole RouteChat: sends `notes` and half-closes, and reads the answers meanwhile, for a
  /// server may wait for them to be read. Returns the answers' messages.
  std::vector<std::string> Converse(const std::vector<::RouteNote>& notes, grpc::Status* status);

  /// Reads one message. When there is none: the status that ended the stream, which is not to be
  /// used any more, or OUT_OF_RANGE if that was OK.
  template <typename Stream, typename Message>
  static grpc::Status ReadOne(Stream& stream, Message* message) {
    if (stream.Read(message)) return grpc::Status::OK;
    const grpc::Status status = stream.Finish();
    return status.ok() ? grpc::Status(grpc::StatusCode::OUT_OF_RANGE, "the stream has ended")
                       : status;
  }

  /// Half-closes `chat`, and reads the messages of all answers that are left.
  std::vector<std::string> Rest(Chat& chat);

  /// Fails the test when the server does not answer another client.
  void ExpectOthersAreServed();

  const std::unique_ptr<Endpoint> endpoint_;
  const std::unique_ptr<::RouteGuide::Stub> stub_;
  bool endless_ = false;                            ///< a list had to be cancelled
  rpc::CallContext context_{rpc::kDefaultTimeout};  ///< for a test's first call
};

/// Where the promises are taught.
inline constexpr char kMessageLimits[] = "lessons/16_message_limits/README.md";
inline constexpr char kServerStreaming[] = "lessons/17_server_streaming/README.md";
inline constexpr char kClientStreaming[] = "lessons/18_client_streaming/README.md";
inline constexpr char kBothWays[] = "lessons/19_both_ways/README.md";
inline constexpr char kEarlyFinish[] = "lessons/20_early_finish/README.md";
inline constexpr char kFlowControl[] = "lessons/21_flow_control/README.md";
inline constexpr char kCancelledStream[] = "lessons/23_cancelled_stream/README.md";
inline constexpr char kRouteGuideApis[] =
    "docs/route_guide.md#route-guide-messages-in-both-directions";
inline constexpr char kRouteGuideContract[] = "docs/route_guide.md#what-the-tutorial-taught";
inline constexpr char kRouteGuideTutorial[] =
    "docs/route_guide.md#what-differs-from-the-tutorial-and-why";
inline constexpr char kRouteGuideFacts[] = "docs/route_guide.md#two-things-to-know-about-grpc-151";

}  // namespace workbook::testing
