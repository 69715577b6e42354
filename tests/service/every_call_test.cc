// What every call to a server here can rely on, whatever the service and the API of its handlers.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "conformance/matchers.h"
#include "tests/service/probe_fixture.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;
using conformance::StatusIs;

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class EveryCall : public ProbeFixture {
 protected:
  // A request of exactly `bytes` on the wire: gRPC compares the encoded message with the limit,
  // without the five bytes that frame it.
  static Request OfSize(size_t bytes) {
    Request request;
    request.set_payload(std::string(bytes, 'x'));
    const size_t overhead = request.ByteSizeLong() - bytes;
    request.set_payload(std::string(bytes - overhead, 'x'));
    EXPECT_EQ(request.ByteSizeLong(), bytes);
    return request;
  }

  // A call of a method that no stub here has.
  grpc::Status CallByName(const std::string& method) {
    grpc::GenericStub stub(channel());
    rpc::CallContext context(rpc::kDefaultTimeout);
    const grpc::ByteBuffer request(nullptr, 0);
    grpc::ByteBuffer response;
    grpc::Status status;
    absl::Notification ended;
    stub.UnaryCall(&context, method, {}, &request, &response, [&](grpc::Status s) {
      status = std::move(s);
      ended.Notify();
    });
    ended.WaitForNotification();
    return status;
  }
};

TEST_P(EveryCall, CarriesEachErrorCodeWithItsText) {
  // Umlaut, euro, emoji, right-to-left, and what HTTP/2 has to escape.
  const std::string text = "gr\xC3\xBC\xC3\x9F \xE2\x82\xAC \xF0\x9F\x98\x80 \xD7\xA9 50% a\nb";
  for (int code = 1; code <= 16; ++code) {
    Request request;
    request.set_code(code);
    request.set_message(text);
    const grpc::Status status = Probe(request);
    EXPECT_EQ(status.error_code(), code);
    EXPECT_EQ(status.error_message(), text) << code;
  }
}

TEST_P(EveryCall, EndsAtADeadlineOfOneMillisecond) {
  const auto start = steady_clock::now();
  EXPECT_THAT(Probe(Until(v1::UNTIL_CANCELLED), milliseconds(1)),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_LT(steady_clock::now() - start, milliseconds(3000));
}

TEST_P(EveryCall, EndsAtItsDeadlineAndNotifiesTheHandler) {
  const auto start = steady_clock::now();
  EXPECT_THAT(Probe(Until(v1::UNTIL_CANCELLED), milliseconds(500)),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  const auto took = steady_clock::now() - start;
  EXPECT_GE(took, milliseconds(490));  // the deadline's clock and the test's differ a little
  EXPECT_LT(took, milliseconds(3500));
  EXPECT_TRUE(log_.saw_cancel.WaitForNotificationWithTimeout(kHang));
}

TEST_P(EveryCall, EndsWhenTheClientCancelsAndNotifiesTheHandler) {
  PendingProbe call(*stub_, Until(v1::UNTIL_CANCELLED), milliseconds(20'000));
  ASSERT_TRUE(log_.entered.WaitForNotificationWithTimeout(kHang));
  call.Cancel();
  EXPECT_THAT(call.status(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_TRUE(log_.saw_cancel.WaitForNotificationWithTimeout(kHang));
}

TEST_P(EveryCall, AcceptsAMessageAtTheSizeLimit) {
  EXPECT_THAT(Probe(OfSize(rpc::Server::kMaxMessageBytes)), IsOk());
}

TEST_P(EveryCall, RefusesAMessageAboveTheSizeLimit) {
  EXPECT_THAT(Probe(OfSize(rpc::Server::kMaxMessageBytes + 1)),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(Probe(Request()), IsOk());  // and the connection goes on
}

TEST_P(EveryCall, ReportsAnUnknownMethod) {
  EXPECT_THAT(CallByName("/workbook.test.v1.ProbeService/NoSuchMethod"),
              StatusIs(absl::StatusCode::kUnimplemented));
}

TEST_P(EveryCall, ReportsAnUnknownService) {
  EXPECT_THAT(CallByName("/no.such.Service/Probe"), StatusIs(absl::StatusCode::kUnimplemented));
  EXPECT_THAT(CallByName("nonsense"), StatusIs(absl::StatusCode::kUnimplemented));
}

INSTANTIATE_TEST_SUITE_P(, EveryCall, EveryProbe({Transport::kInProcess, Transport::kLoopback}),
                         ProbeName);

// What needs a connection: in process, gRPC does not frame, measure or compress messages.
class EveryCallOverTheNetwork : public EveryCall {};

TEST_P(EveryCallOverTheNetwork, AcceptsMetadataBelowItsLimit) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  context.AddMetadata("note", std::string(4 * 1024, 'x'));
  Response response;
  EXPECT_THAT(stub_->Probe(&context, Request(), &response), IsOk());
}

// gRPC 1.51 also closes the connection with all its other calls, so the probe afterwards uses a
// connection of its own.
TEST_P(EveryCallOverTheNetwork, RefusesMetadataAboveItsLimit) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  context.AddMetadata("note", std::string(9 * 1024, 'x'));
  Response response;
  EXPECT_THAT(stub_->Probe(&context, Request(), &response),
              StatusIs(absl::StatusCode::kResourceExhausted));

  grpc::ChannelArguments own_connection;
  own_connection.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto stub = v1::ProbeService::NewStub(
      rpc::CreateChannel(server().address(), grpc::InsecureChannelCredentials(), own_connection));
  rpc::CallContext afterwards(rpc::kDefaultTimeout);
  EXPECT_THAT(stub->Probe(&afterwards, Request(), &response), IsOk());
}

TEST_P(EveryCallOverTheNetwork, RefusesACompressedMessage) {
  for (const auto algorithm : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    rpc::CallContext context(rpc::kDefaultTimeout);
    context.set_compression_algorithm(algorithm);
    Response response;
    EXPECT_THAT(stub_->Probe(&context, OfSize(10'000), &response),
                StatusIs(absl::StatusCode::kUnimplemented));
  }
  EXPECT_THAT(Probe(Request()), IsOk());
}

INSTANTIATE_TEST_SUITE_P(, EveryCallOverTheNetwork, EveryProbe({Transport::kLoopback}), ProbeName);

}  // namespace
}  // namespace workbook::tests
