#include "faults/fault_subject.h"

#include <csignal>

#include "pairs/raw_call.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using Clock = std::chrono::steady_clock;

// calc.AddRequest {n1 = 1: 1, n2 = 2: 2}
const std::string kOneAndTwo("\x08\x01\x10\x02");
// google.protobuf.StringValue {value = 1: "101"}
const std::string kOrder101(
    "\x0a\x03"
    "101");
// Point 0, 0; a message of nobody, which chat_proto answers with success=false and tells nobody.
const std::string kNothing;

void ExpectAnswer(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                  const std::string& request) {
  RawCall call(channel, method);
  call.Write(request);
  call.WritesDone();
  call.Read();
  EXPECT_THAT(call.Finish(), IsOk()) << method;
}

}  // namespace

const std::vector<FaultSubject>& AllFaultSubjects() {
  static const std::vector<FaultSubject> subjects = {
      {"calculator_sync", {"calculator_server", "--api=sync"}, "/calc.Calculator/Add", kOneAndTwo},
      {"calculator_callback",
       {"calculator_server", "--api=callback"},
       "/calc.Calculator/Add",
       kOneAndTwo},
      {"calculator_cq", {"calculator_server", "--api=cq"}, "/calc.Calculator/Add", kOneAndTwo},
      {"order", {"order_server"}, "/ecommerce.OrderManagement/getOrder", kOrder101},
      {"route_guide_sync",
       {"route_guide_server", "--api=sync"},
       "/RouteGuide/GetFeature",
       kNothing},
      {"route_guide_callback",
       {"route_guide_server", "--api=callback"},
       "/RouteGuide/GetFeature",
       kNothing},
      {"chat", {"chat_server"}, "/chat_proto.Chat/send", kNothing},
  };
  return subjects;
}

std::shared_ptr<grpc::Channel> DialAnew(const RunningServer& server) {
  grpc::ChannelArguments args;
  args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  args.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(server.address().ToString(), grpc::InsecureChannelCredentials(),
                                   args);
}

void ExpectAlive(const RunningServer& server, const FaultSubject& subject) {
  const Clock::time_point start = Clock::now();
  const auto channel = DialAnew(server);
  ExpectAnswer(channel, "/grpc.health.v1.Health/Check", "");
  ExpectAnswer(channel, subject.method, subject.request);
  EXPECT_LT(Clock::now() - start, kAliveWithin) << "not alive";
}

void EachServer::TearDown() {
  ExpectAlive();
  EXPECT_EQ(server_.Stop(SIGTERM).exit, (runner::Exit{0, 0}));
}

}  // namespace workbook::testing
