// Complete requests without a meaning: to each method of a server, and to methods that it lacks.
#include <gmock/gmock.h>

#include "conformance/matchers.h"
#include "tests/e2e/raw_call.h"
#include "tests/faults/fault_suites.h"
#include "tests/faults/http2_frames.h"
#include "tests/faults/raw_connection.h"
#include "tests/faults/reflected_methods.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;
using conformance::StatusIs;

using ::testing::AnyOf;
using ::testing::Not;

// The time limit of a call that goes on in spite of its invalid request.
constexpr std::chrono::seconds kTimeout{10};

grpc::Status Call(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                  const std::string& request) {
  RawCall call(channel, method, kTimeout);
  call.Write(request);
  call.WritesDone();
  while (call.Read().has_value()) {
  }
  return call.Finish();
}

// Nested groups in a field that no message here has. Parsers descend into unknown groups;
// protobuf's descends 100 levels.
std::string NestedGroups(int depth) {
  std::string bytes;
  for (int i = 0; i < depth; ++i) bytes += "\xA3\x06";  // field 100, start of group
  for (int i = 0; i < depth; ++i) bytes += "\xA4\x06";  // end of group
  return bytes;
}

void ExpectEachMethodToRefuse(const RunningServer& server, const std::string& request) {
  const auto channel = DialOwnConnection(server);
  const ReflectedMethods methods(channel);
  for (const auto* method : methods.all()) {
    EXPECT_THAT(Call(channel, ReflectedMethods::PathOf(*method), request),
                Not(AnyOf(IsOk(), StatusIs(absl::StatusCode::kUnavailable),
                          StatusIs(absl::StatusCode::kDeadlineExceeded))))
        << method->full_name();
  }
}

// True when the server answers stream 1 or closes the connection.
bool IsAnswered(RawConnection& connection) {
  std::string bytes;
  while (const auto more = connection.Receive()) {
    bytes += *more;
    for (const auto& frame : http2::TakeFrames(bytes)) {
      const bool ends = frame.type == http2::kRstStream || (frame.flags & http2::kEndStream) != 0;
      if (frame.stream == 1 && ends) return true;
    }
  }
  return connection.closed();
}

}  // namespace

TEST_P(BrokenRequests, ThatAreNotAMessageAreRefused) {
  ExpectEachMethodToRefuse(server_, "\x0F\xFF\xFF");  // an undefined wire type
}

TEST_P(BrokenRequests, TruncatedInAFieldAreRefused) {
  ExpectEachMethodToRefuse(server_, "\x0A\x64short");  // field 1, 100 bytes
}

TEST_P(BrokenRequests, NestedTooDeeplyAreRefused) {
  ExpectEachMethodToRefuse(server_, NestedGroups(101));
}

TEST_P(BrokenRequests, NestedAsDeeplyAsAllowedAreServed) {
  EXPECT_THAT(
      Call(DialOwnConnection(server_), GetParam().method, GetParam().request + NestedGroups(100)),
      IsOk());
}

TEST_P(BrokenRequests, ToAnUnknownMethodAreUnimplemented) {
  const auto channel = DialOwnConnection(server_);
  const std::string service = GetParam().method.substr(0, GetParam().method.rfind('/'));
  for (const std::string& method :
       {service + "/NoSuchMethod", service + "/", service, std::string("/no.such.Service/Method"),
        std::string("//"), std::string("nonsense"), "/" + std::string(2000, 'x')}) {
    EXPECT_THAT(Call(channel, method, GetParam().request),
                StatusIs(absl::StatusCode::kUnimplemented))
        << method;
  }
}

TEST_P(BrokenRequests, OfAnotherContentTypeAreAnswered) {
  for (const char* type : {"text/plain", "application/json", "application/grpc-web", "", "grpc"}) {
    RawConnection connection(server_.port());
    connection.Send(http2::Hello() +
                    http2::UnaryRequest(1, GetParam().method, GetParam().request, type));
    EXPECT_TRUE(IsAnswered(connection)) << type;
  }
}

TEST_P(BrokenRequests, WithoutTheFieldsOfARequestAreAnswered) {
  const http2::Fields whole = http2::RequestFields(GetParam().method);
  for (size_t missing = 0; missing < whole.size(); ++missing) {
    http2::Fields fields = whole;
    fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(missing));
    RawConnection connection(server_.port());
    connection.Send(
        http2::Hello() +
        http2::Frame(http2::kHeaders, http2::kEndHeaders, 1, http2::HeaderBlock(fields)) +
        http2::Frame(http2::kData, http2::kEndStream, 1, http2::GrpcMessage(GetParam().request)));
    EXPECT_TRUE(IsAnswered(connection)) << whole.at(missing).first;
  }
}

}  // namespace workbook::tests
