#include "tests/faults/fault_subject.h"

#include <csignal>
#include <utility>

#include "conformance/matchers.h"
#include "tests/e2e/raw_call.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;

using Clock = std::chrono::steady_clock;

// calc.AddRequest {n1 = 1: 1, n2 = 2: 2}
const std::string kOneAndTwo("\x08\x01\x10\x02");
// google.protobuf.StringValue {value = 1: "101"}
const std::string kOrder101(
    "\x0a\x03"
    "101");
// Point 0, 0; and a message without an owner: chat_proto answers success=false and publishes
// nothing.
const std::string kNothing;

// DEADLINE_EXCEEDED without both answers within kAliveWithin.
grpc::Status AskOnce(const RunningServer& server, const FaultSubject& subject) {
  const Clock::time_point end = Clock::now() + kAliveWithin;
  const auto channel = DialOwnConnection(server);
  const std::pair<std::string, std::string> calls[] = {{"/grpc.health.v1.Health/Check", ""},
                                                       {subject.method, subject.request}};
  for (const auto& [method, request] : calls) {
    RawCall call(channel, method,
                 std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()));
    call.Write(request);
    call.WritesDone();
    call.Read();
    if (grpc::Status status = call.Finish(); !status.ok()) return status;
  }
  return grpc::Status::OK;
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

std::shared_ptr<grpc::Channel> DialOwnConnection(const RunningServer& server) {
  grpc::ChannelArguments args;
  args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return rpc::CreateChannel(server.address(), grpc::InsecureChannelCredentials(), args);
}

void ExpectAlive(const RunningServer& server, const FaultSubject& subject) {
  grpc::Status status;
  for (int attempt = 0; attempt < 3; ++attempt) {
    status = AskOnce(server, subject);
    // Retry only after a timeout: other tests may be using the machine.
    if (status.error_code() != grpc::StatusCode::DEADLINE_EXCEEDED) break;
  }
  EXPECT_THAT(status, IsOk()) << "not alive";
}

void EachServer::TearDown() {
  ExpectAlive();
  EXPECT_EQ(server_.Stop(SIGTERM).exit, (base::Exit{0, 0}));
}

}  // namespace workbook::tests
