#include "rpc/request_id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>

#include "conformance/matchers.h"
#include "probe.grpc.pb.h"
#include "rpc/channel.h"
#include "rpc/server.h"

namespace workbook::tests {
namespace {

namespace v1 = ::workbook::test::v1;
using conformance::IsOk;
using conformance::StatusIs;
using rpc::CheckRequestId;
using ::testing::HasSubstr;

TEST(CheckRequestIdTest, AcceptsWhatIsVisibleAndShort) {
  EXPECT_THAT(CheckRequestId("a"), IsOk());
  EXPECT_THAT(CheckRequestId("!0aZ~"), IsOk());
  EXPECT_THAT(CheckRequestId(std::string(64, 'x')), IsOk());
}

TEST(CheckRequestIdTest, NamesWhatItRefuses) {
  EXPECT_THAT(CheckRequestId("a b"), StatusIs(absl::StatusCode::kInvalidArgument,
                                              "not 1 to 64 visible ASCII characters: a b"));
  EXPECT_THAT(CheckRequestId("a\n"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(R"(a\x0A)")));
  for (const std::string& wrong : {std::string(), std::string(65, 'x'), std::string("a\x7F"),
                                   std::string("\xC3\xA9"), std::string("a\0", 2)}) {
    EXPECT_THAT(CheckRequestId(wrong), StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

TEST(RequestIdOfTest, IsEmptyWhenThereIsNoneOrAWrongOne) {
  using Metadata = std::multimap<grpc::string_ref, grpc::string_ref>;
  EXPECT_EQ(rpc::RequestIdOf({}), "");
  EXPECT_EQ(rpc::RequestIdOf(Metadata{{"x-request-id", "a b"}}), "");
  EXPECT_EQ(rpc::RequestIdOf(Metadata{{"x-request-id", "a1"}}), "a1");
}

// Answers with the values of x-request-id and x-shop that arrived.
class Echo final : public v1::ProbeService::Service {
  grpc::Status Probe(grpc::ServerContext* context, const v1::ProbeRequest* /*request*/,
                     v1::ProbeResponse* /*response*/) override {
    std::string values;
    for (const auto& [key, value] : context->client_metadata()) {
      if (key.starts_with("x-")) values += std::string(value.data(), value.size()) + " ";
    }
    return {grpc::StatusCode::ABORTED, values};
  }
};

TEST(SendRequestIdTest, SendsItWithEachCallBesideTheCallersMetadata) {
  rpc::Hosted<Echo> echo;
  const auto server = *rpc::Server::Listen({"127.0.0.1", 0}, echo);
  rpc::DialOptions options;
  options.interceptors.push_back(rpc::SendRequestId("a1"));
  const auto stub = v1::ProbeService::NewStub(
      rpc::Dial(server->address(), grpc::InsecureChannelCredentials(), std::move(options)));
  for (int call = 0; call < 2; ++call) {
    rpc::CallContext context(rpc::kDefaultTimeout);
    context.AddMetadata("x-shop", "tea");
    v1::ProbeResponse response;
    EXPECT_THAT(stub->Probe(&context, {}, &response),
                StatusIs(absl::StatusCode::kAborted, "a1 tea "));
  }
}

}  // namespace
}  // namespace workbook::tests
