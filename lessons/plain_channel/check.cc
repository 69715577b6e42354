// Passes when a client finds its server, whenever that comes, and reports what it gets there.
#include "lessons/check/check.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "calculator/calculator_service_sync.h"
#include "lessons/check/attempt.h"
#include "lessons/check/finding.h"
#include "lessons/check/named_number.h"
#include "lessons/check/own_server.h"
#include "lessons/check/reserved_port.h"
#include "lessons/check/test_server.h"
#include "lessons/plain_channel/lesson.h"
#include "rpc/channel.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::system_clock;
using ::testing::HasSubstr;
using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Attempt;
using workbook::lessons::check::Finding;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::OwnServer;
using workbook::lessons::check::ReservedPort;
using workbook::lessons::check::Says;
using workbook::lessons::check::TestServer;
using Number = workbook::lessons::check::NamedNumber<int32_t>;

constexpr milliseconds kShort{200};
constexpr seconds kEnough{5};
constexpr std::chrono::minutes kLong{60};

Number Sum(int32_t sum) { return {"sum", sum}; }

// The exercise's client.
class Client {
 public:
  explicit Client(const std::string& target) : client_(lesson::Connect(target)) {}

  absl::StatusOr<Number> Add(int32_t n1, int32_t n2, milliseconds timeout = kEnough) {
    if (client_ == nullptr) return absl::InternalError("there is no client");
    Attempt<absl::StatusOr<int32_t>> attempt(
        [client = client_, n1, n2, timeout] { return client->Add(n1, n2, timeout); });
    const auto sum = attempt.Wait(kEnough + seconds(2));
    if (!sum) {
      client_ = nullptr;  // a crash may have left it locked
      return absl::InternalError(attempt.WhyNot());
    }
    return workbook::lessons::check::Named("sum", *sum);
  }

 private:
  std::shared_ptr<lesson::Client> client_;
};

class Loopback : public TestServer {
 public:
  explicit Loopback(std::unique_ptr<grpc::Service> service)
      : TestServer(std::move(service), Over::kLoopback) {}
};

std::unique_ptr<grpc::Service> RealCalculator() {
  return std::make_unique<workbook::calculator::SyncCalculatorService>();
}

BEHAVIOUR(Lesson, GivesTheSum, "A client gets the sums that it asks for", "Add(") {
  const Loopback server(RealCalculator());
  Client client(server.target());
  EXPECT_THAT(client.Add(20, 10), IsOkAndHolds(Sum(30)));
  EXPECT_THAT(client.Add(-5, 3), IsOkAndHolds(Sum(-2)));
}

// Adds 1000 too much, so that its answers differ from those of others, and knows who called.
class OtherCalculator final : public calc::Calculator::Service {
 public:
  // How many connections its calls came on.
  size_t connections() const {
    const std::scoped_lock lock(mutex_);
    return peers_.size();
  }

 private:
  grpc::Status Add(grpc::ServerContext* context, const calc::AddRequest* request,
                   calc::AddReply* reply) override {
    const std::scoped_lock lock(mutex_);
    peers_.insert(context->peer());
    reply->set_n1(request->n1() + request->n2() + 1000);
    return grpc::Status::OK;
  }

  mutable std::mutex mutex_;
  std::set<std::string> peers_;
};

BEHAVIOUR(Lesson, AsksTheServerAtItsTarget, "Each client asks the server at its own target",
          "target") {
  const Loopback server(RealCalculator());
  const Loopback other(std::make_unique<OtherCalculator>());
  Client client(server.target());
  Client others_client(other.target());
  EXPECT_THAT(others_client.Add(20, 10), IsOkAndHolds(Sum(1030)));
  EXPECT_THAT(client.Add(20, 10), IsOkAndHolds(Sum(30)));
}

BEHAVIOUR(Lesson, KeepsItsConnection, "The calls of a client take one connection",
          "CalculatorClient(") {
  auto service = std::make_unique<OtherCalculator>();
  OtherCalculator& calculator = *service;
  const Loopback server(std::move(service));
  Client client(server.target());
  int answers = 0;
  for (int i = 0; i < 3; ++i) answers += client.Add(i, i).ok() ? 1 : 0;
  EXPECT_THAT(Finding{absl::StrCat(answers, " answers, connections: ", calculator.connections())},
              Says("3 answers, connections: 1"));
}

BEHAVIOUR(Lesson, ReportsThatThereIsNoServer,
          "A call to a server that is not there gives UNAVAILABLE", "Add(") {
  const ReservedPort port;
  EXPECT_THAT(Client(port.target()).Add(20, 10, seconds(2)),
              StatusIs(absl::StatusCode::kUnavailable));
}

BEHAVIOUR(Lesson, FindsALaterServer, "A client may be made before its server has started",
          "CalculatorClient(") {
  const ReservedPort port;
  Client client(port.target());
  grpc::ServerBuilder builder;
  const std::unique_ptr<grpc::Service> calculator = RealCalculator();
  builder.RegisterService(calculator.get());
  builder.AddListeningPort(port.target(), grpc::InsecureServerCredentials());
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  EXPECT_THAT(client.Add(20, 10), IsOkAndHolds(Sum(30)));
  server->Shutdown(system_clock::now());
}

BEHAVIOUR(Lesson, ReturnsTheServersStatus, "A refused call gives the server's code and message",
          "Add(") {
  const Loopback server(RealCalculator());
  EXPECT_THAT(Client(server.target()).Add(2147483647, 1),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("2147483648 does not fit int32")));
}

// Lasts until its deadline passes or the client cancels it.
class UnansweredCall final : public grpc::ServerUnaryReactor {
  void OnCancel() override { Finish(grpc::Status::CANCELLED); }
  void OnDone() override { delete this; }
};

// Never answers. Ends a call at once, with ABORTED, when its deadline is later than kShort, plus
// two seconds for a busy machine: the check does not wait for it.
class SilentCalculator final : public calc::Calculator::CallbackService {
  grpc::ServerUnaryReactor* Add(grpc::CallbackServerContext* context,
                                const calc::AddRequest* /*request*/,
                                calc::AddReply* /*reply*/) override {
    if (context->deadline() <= system_clock::now() + kShort + seconds(2)) {
      return new UnansweredCall;
    }
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const gpr_timespec deadline = context->raw_deadline();
    const bool is_set = gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) != 0;
    reactor->Finish(
        {grpc::StatusCode::ABORTED,
         is_set ? "the server never answers, and the deadline is later than the timeout allows"
                : "the server never answers, and the call has no deadline"});
    return reactor;
  }
};

BEHAVIOUR(Lesson, EndsAtTheDeadline, "A call that takes too long ends with DEADLINE_EXCEEDED",
          "Add(") {
  const Loopback server(std::make_unique<SilentCalculator>());
  EXPECT_THAT(Client(server.target()).Add(20, 10, kShort),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
}

// Answers, but ends a call at once, with ABORTED, when its deadline is so early that kLong, less a
// busy machine's delay, cannot be its timeout.
class QuickCalculator final : public calc::Calculator::Service {
  grpc::Status Add(grpc::ServerContext* context, const calc::AddRequest* request,
                   calc::AddReply* reply) override {
    if (context->deadline() < system_clock::now() + kLong / 2) {
      return {grpc::StatusCode::ABORTED, "the deadline is earlier than the timeout allows"};
    }
    reply->set_n1(request->n1() + request->n2());
    return grpc::Status::OK;
  }
};

BEHAVIOUR(Lesson, LeavesTimeToAnswer, "A call with an hour's timeout has that time", "Add(") {
  const Loopback server(std::make_unique<QuickCalculator>());
  EXPECT_THAT(Client(server.target()).Add(20, 10, kLong), IsOkAndHolds(Sum(30)));
}

// Whether the learner's own server answers a client that is right. If not, it is their code.
std::string Describe(const OwnServer& server) {
  if (server.target().empty()) return "your own serving reported no port";
  const auto stub = calc::Calculator::NewStub(
      grpc::CreateChannel(server.target(), grpc::InsecureChannelCredentials()));
  workbook::rpc::CallContext context(kEnough);
  calc::AddReply reply;
  return stub->Add(&context, calc::AddRequest(), &reply).ok()
             ? "your own serving answers"
             : "your own serving does not answer at the port that it reported";
}

BEHAVIOUR(Lesson, CallsYourOwnServer, "It calls the server that you wrote in the lesson serving",
          "Add(") {
  const OwnServer server(RealCalculator());
  ASSERT_THAT(Finding{Describe(server)}, Says("your own serving answers"));
  Client client(server.target());
  EXPECT_THAT(client.Add(20, 10), IsOkAndHolds(Sum(30)));
  EXPECT_THAT(client.Add(-5, 3), IsOkAndHolds(Sum(-2)));
}

}  // namespace
