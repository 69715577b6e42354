// Passes when a call waits for its server, but no longer than its deadline allows.
#include "lessons/check/check.h"

#include <future>

#include "lessons/check/reserved_port.h"
#include "lessons/wait_for_ready/lesson.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::ReservedPort;

class OrderDesk final : public ecommerce::OrderManagement::Service {
  grpc::Status getOrder(grpc::ServerContext* /*context*/,
                        const google::protobuf::StringValue* request,
                        ecommerce::Order* reply) override {
    reply->set_id(request->value());
    return grpc::Status::OK;
  }
};

// A server at `port`.
class OrderServer {
 public:
  explicit OrderServer(const ReservedPort& port) {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    builder.AddListeningPort(port.target(), grpc::InsecureServerCredentials());
    server_ = builder.BuildAndStart();
  }
  ~OrderServer() { server_->Shutdown(std::chrono::system_clock::now()); }

 private:
  OrderDesk service_;
  std::unique_ptr<grpc::Server> server_;
};

// Connects again after 0.1 s instead of 1 s and more.
std::shared_ptr<grpc::Channel> ChannelTo(const ReservedPort& port) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
  return grpc::CreateCustomChannel(port.target(), grpc::InsecureChannelCredentials(), arguments);
}

absl::StatusOr<std::string> IdOf(const absl::StatusOr<ecommerce::Order>& order) {
  if (!order.ok()) return order.status();
  return order->id();
}

// Waits until an attempt to connect has failed; false if that takes too long.
bool HasFailedToConnect(grpc::Channel& channel) {
  const auto limit = std::chrono::system_clock::now() + std::chrono::seconds(5);
  grpc_connectivity_state state = channel.GetState(/*try_to_connect=*/false);
  while (state != GRPC_CHANNEL_TRANSIENT_FAILURE) {
    if (!channel.WaitForStateChange(state, limit)) return false;
    state = channel.GetState(/*try_to_connect=*/false);
  }
  return true;
}

BEHAVIOUR(Lesson, AnswersOnceTheServerIsUp,
          "A call made before the server is up gets its answer later", "grpc::ClientContext") {
  const ReservedPort port;
  const auto channel = ChannelTo(port);
  auto call = std::async(std::launch::async, [&] {
    return IdOf(lesson::GetOrder(channel, "101", milliseconds(8000)));
  });
  ASSERT_TRUE(HasFailedToConnect(*channel)) << "the call did not try to connect";
  // Far longer than it takes to end the call. It is over by then only if it does not wait.
  static_cast<void>(call.wait_for(milliseconds(300)));
  const OrderServer server(port);
  EXPECT_THAT(call.get(), IsOkAndHolds(std::string("101")));
}

BEHAVIOUR(Lesson, EndsAtTheDeadline,
          "Without a server the call ends at its deadline, and not before", "grpc::ClientContext") {
  const ReservedPort port;
  const auto start = steady_clock::now();
  EXPECT_THAT(lesson::GetOrder(ChannelTo(port), "101", milliseconds(300)),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_GE(steady_clock::now() - start, milliseconds(290));  // the two clocks differ a little
}

BEHAVIOUR(Lesson, AnswersWhenTheServerIsUp, "A call to a server that is already up gets its answer",
          "getOrder(") {
  const ReservedPort port;
  const OrderServer server(port);
  EXPECT_THAT(IdOf(lesson::GetOrder(ChannelTo(port), "101", milliseconds(8000))),
              IsOkAndHolds(std::string("101")));
}

}  // namespace
