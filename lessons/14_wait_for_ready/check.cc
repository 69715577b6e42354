// Lesson 14 holds when a client waits for its server, and not for ever.
#include "lessons/check/check.h"

#include <future>

#include "lesson.h"
#include "lessons/check/held_port.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using workbook::check::HeldPort;
using workbook::testing::Gives;
using workbook::testing::HasCode;

class OrderDesk final : public ecommerce::OrderManagement::Service {
  grpc::Status getOrder(grpc::ServerContext* /*context*/,
                        const google::protobuf::StringValue* request,
                        ecommerce::Order* reply) override {
    reply->set_id(request->value());
    return grpc::Status::OK;
  }
};

// A server of this test at `port`.
class Desk {
 public:
  explicit Desk(const HeldPort& port) {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    builder.AddListeningPort(port.target(), grpc::InsecureServerCredentials());
    server_ = builder.BuildAndStart();
  }
  ~Desk() { server_->Shutdown(std::chrono::system_clock::now()); }

 private:
  OrderDesk service_;
  std::unique_ptr<grpc::Server> server_;
};

// Dials anew every 0.1 s rather than after a second and more.
std::shared_ptr<grpc::Channel> ChannelTo(const HeldPort& port) {
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

// Waits until the channel has been refused once; false when that takes too long.
bool WasRefused(grpc::Channel& channel) {
  const auto give_up = std::chrono::system_clock::now() + std::chrono::seconds(5);
  grpc_connectivity_state state = channel.GetState(/*try_to_connect=*/false);
  while (state != GRPC_CHANNEL_TRANSIENT_FAILURE) {
    if (!channel.WaitForStateChange(state, give_up)) return false;
    state = channel.GetState(/*try_to_connect=*/false);
  }
  return true;
}

HOLDS(AnswersOnceTheServerIsUp, "A call made before the server is up is answered when it is",
      "grpc::ClientContext") {
  const HeldPort port;
  const auto channel = ChannelTo(port);
  auto call = std::async(std::launch::async, [&] {
    return IdOf(lesson::GetOrder(channel, "101", milliseconds(8000)));
  });
  ASSERT_TRUE(WasRefused(*channel)) << "the call made no connection";
  const Desk desk(port);
  EXPECT_THAT(call.get(), Gives(std::string("101")));
}

HOLDS(EndsAtTheDeadline, "Without a server the call ends at its deadline, and not before",
      "grpc::ClientContext") {
  const HeldPort port;
  const auto start = steady_clock::now();
  EXPECT_THAT(lesson::GetOrder(ChannelTo(port), "101", milliseconds(300)),
              HasCode(absl::StatusCode::kDeadlineExceeded));
  EXPECT_GE(steady_clock::now() - start, milliseconds(290));  // the two clocks differ a little
}

HOLDS(AnswersWhenTheServerIsUp, "A server that is up already answers", "getOrder(") {
  const HeldPort port;
  const Desk desk(port);
  EXPECT_THAT(IdOf(lesson::GetOrder(ChannelTo(port), "101", milliseconds(8000))),
              Gives(std::string("101")));
}

}  // namespace
