// Passes when the server reports each call once, with its exact time, before the status goes out.
#include "lessons/check/check.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/check/test_server.h"
#include "lessons/server_interceptor/lesson.h"
#include "order_management.grpc.pb.h"
#include "rpc/channel.h"

namespace {

using std::chrono::milliseconds;
using ::testing::StrEq;
using workbook::conformance::IsOk;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::TestServer;

constexpr char kWatchOrders[] = "/ecommerce.OrderManagement/watchOrders";

// Far more than fits between a server and a client that does not read.
constexpr size_t kLarge = 1 << 20;

// Takes 40 ms by the check's clock to find the orders 101 to 103, and 5 ms to report NOT_FOUND for
// any other. For 102 it sends the initial metadata first, separately from the status, as in a
// stream. 103 is large.
class Lookup final : public grpc::ServerUnaryReactor {
 public:
  Lookup(std::atomic<int>& now, std::string id, ecommerce::Order& order)
      : now_(now), id_(std::move(id)) {
    if (id_ == "103") order.set_description(std::string(kLarge, '.'));
    if (id_ == "102") {
      StartSendInitialMetadata();
    } else {
      Answer();
    }
  }

 private:
  void OnSendInitialMetadataDone(bool /*ok*/) override { Answer(); }
  void OnDone() override { delete this; }

  void Answer() {
    const bool found = id_ == "101" || id_ == "102" || id_ == "103";
    now_ += found ? 40 : 5;
    Finish(found ? grpc::Status::OK : grpc::Status(grpc::StatusCode::NOT_FOUND, "no such order"));
  }

  std::atomic<int>& now_;
  const std::string id_;
};

class OrderDesk final : public ecommerce::OrderManagement::CallbackService {
 public:
  explicit OrderDesk(std::atomic<int>& now) : now_(now) {}

 private:
  grpc::ServerUnaryReactor* getOrder(grpc::CallbackServerContext* /*context*/,
                                     const google::protobuf::StringValue* request,
                                     ecommerce::Order* reply) override {
    return new Lookup(now_, request->value(), *reply);
  }

  std::atomic<int>& now_;
};

std::string TextOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!buffer.Dump(&slices).ok()) return text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

grpc::ByteBuffer BufferOf(const std::string& text) {
  const grpc::Slice slice(text);
  return grpc::ByteBuffer(&slice, 1);
}

// A stream whose client says how long each message takes, in milliseconds. Answers every message,
// and ends when the client half-closes.
class Work final : public grpc::ServerGenericBidiReactor {
 public:
  explicit Work(std::atomic<int>& now) : now_(now) { StartRead(&message_); }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    int took = 0;
    static_cast<void>(absl::SimpleAtoi(TextOf(message_), &took));
    now_ += took;
    StartWrite(&message_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    StartRead(&message_);
  }
  void OnDone() override { delete this; }

  std::atomic<int>& now_;
  grpc::ByteBuffer message_;
};

// Every method that OrderDesk has not.
class Streams final : public grpc::CallbackGenericService {
 public:
  explicit Streams(std::atomic<int>& now) : now_(now) {}

 private:
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* /*context*/) override {
    return new Work(now_);
  }

  std::atomic<int>& now_;
};

// The check's clock, a server with the exercise's interceptor, and the calls that it reported.
class Desk {
 public:
  TestServer& server() { return server_; }

  // Its own connection. Keeps the window at 64 KiB: gRPC would enlarge it, until the whole reply
  // was at a client that does not read.
  std::shared_ptr<grpc::Channel> Dial() const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    return grpc::CreateCustomChannel(server_.target(), grpc::InsecureChannelCredentials(),
                                     arguments);
  }

  // Lets time pass in which no handler works.
  void Pass(milliseconds time) { now_ += static_cast<int>(time.count()); }

  // `METHOD took N ms` for each call so far.
  std::string Reports() {
    const std::scoped_lock lock(mutex_);
    return reports_.empty() ? "no report" : absl::StrJoin(reports_, ", ");
  }

 private:
  void Configure(grpc::ServerBuilder& builder) {
    builder.RegisterCallbackGenericService(&streams_);
    lesson::TimeCalls(
        builder, [this] { return milliseconds(now_); },
        [this](const std::string& method, milliseconds took) {
          const std::scoped_lock lock(mutex_);
          reports_.push_back(absl::StrCat(method, " took ", took.count(), " ms"));
        });
  }

  std::atomic<int> now_ = 0;
  std::mutex mutex_;
  std::vector<std::string> reports_;
  Streams streams_{now_};
  TestServer server_{std::make_unique<OrderDesk>(now_), TestServer::Over::kLoopback,
                     [this](grpc::ServerBuilder& builder) { Configure(builder); }};
};

// One asynchronous call, one operation at a time.
class Operations {
 public:
  ~Operations() {
    queue_.Shutdown();
    while (Wait()) {
    }
  }

  grpc::CompletionQueue* queue() { return &queue_; }

  // Waits for the operation that runs. False when it failed.
  bool Wait() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

 private:
  grpc::CompletionQueue queue_;
};

class TimedDesk {
 public:
  TimedDesk() = default;
  // A call that hangs keeps the server from ever shutting down: leave it to the end of the program.
  ~TimedDesk() {
    if (hangs_) static_cast<void>(desk_.release());
  }
  TimedDesk(const TimedDesk&) = delete;
  TimedDesk& operator=(const TimedDesk&) = delete;

  absl::Status GetOrder(const std::string& id) {
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    ecommerce::Order order;
    return Ended(Orders()->getOrder(&context, Request(id), &order));
  }

  // Reads the reply only `pause` after its beginning has arrived. A large reply, and the status
  // behind it, leave the server when the client reads.
  absl::Status GetOrderSlowly(const std::string& id, milliseconds pause) {
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    Operations operations;
    const auto stub = Orders();
    const auto call = stub->AsyncgetOrder(&context, Request(id), operations.queue());
    call->ReadInitialMetadata(nullptr);
    operations.Wait();
    desk_->Pass(pause);
    ecommerce::Order order;
    grpc::Status status;
    call->Finish(&order, &status, nullptr);
    operations.Wait();
    return Ended(status);
  }

  // `METHOD took N ms` for each call. Stops the server: then each call is over for it too.
  std::string Reports() {
    desk_->server().server().Shutdown(std::chrono::system_clock::now());
    return desk_->Reports();
  }

 private:
  friend class Stream;

  static google::protobuf::StringValue Request(const std::string& id) {
    google::protobuf::StringValue request;
    request.set_value(id);
    return request;
  }

  std::unique_ptr<ecommerce::OrderManagement::Stub> Orders() {
    return ecommerce::OrderManagement::NewStub(desk_->Dial());
  }

  absl::Status Ended(const grpc::Status& status) {
    if (status.error_code() != grpc::StatusCode::DEADLINE_EXCEEDED) {
      return workbook::rpc::FromGrpcStatus(status);
    }
    hangs_ = true;
    return absl::DeadlineExceededError("the call hangs at the server: was Proceed() called?");
  }

  std::unique_ptr<Desk> desk_ = std::make_unique<Desk>();
  bool hangs_ = false;
};

// The client's side of a stream.
class Stream {
 public:
  explicit Stream(TimedDesk& desk)
      : desk_(desk),
        stub_(desk.desk_->Dial()),
        call_(stub_.PrepareCall(&context_, kWatchOrders, operations_.queue())) {
    call_->StartCall(nullptr);
    operations_.Wait();
  }

  // Lets the server work for so long.
  absl::Status Work(milliseconds time) {
    call_->Write(BufferOf(absl::StrCat(time.count())), nullptr);
    if (operations_.Wait()) {
      grpc::ByteBuffer answer;
      call_->Read(&answer, nullptr);
      if (operations_.Wait()) return absl::OkStatus();
    }
    const absl::Status end = End();
    return end.ok() ? absl::UnavailableError("the stream ended early") : end;
  }

  absl::Status End() {
    call_->WritesDone(nullptr);
    operations_.Wait();
    grpc::Status status;
    call_->Finish(&status, nullptr);
    operations_.Wait();
    return desk_.Ended(status);
  }

 private:
  TimedDesk& desk_;
  grpc::GenericStub stub_;
  workbook::rpc::CallContext context_{workbook::rpc::kDefaultTimeout};
  Operations operations_;
  const std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

std::string OrderTook(int ms) {
  return absl::StrCat("/ecommerce.OrderManagement/getOrder took ", ms, " ms");
}
std::string StreamTook(int ms) { return absl::StrCat(kWatchOrders, " took ", ms, " ms"); }

BEHAVIOUR(Lesson, TimesACall, "The server reports a call once, with its method and time",
          "Intercept(") {
  TimedDesk desk;
  ASSERT_THAT(desk.GetOrder("101"), IsOk());
  EXPECT_THAT(desk.Reports(), StrEq(OrderTook(40)));
}

BEHAVIOUR(Lesson, TimesEachCallAlone, "The time of a second call counts from its own start",
          "start_ =") {
  TimedDesk desk;
  ASSERT_THAT(desk.GetOrder("101"), IsOk());
  ASSERT_THAT(desk.GetOrder("101"), IsOk());
  EXPECT_THAT(desk.Reports(), StrEq(OrderTook(40) + ", " + OrderTook(40)));
}

BEHAVIOUR(Lesson, TimesAFailure, "The server reports a call that fails too", "Intercept(") {
  TimedDesk desk;
  ASSERT_THAT(desk.GetOrder("999"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(desk.Reports(), StrEq(OrderTook(5)));
}

BEHAVIOUR(Lesson, TimesToTheEnd,
          "The time ends at the status, also when the metadata goes out early", "Intercept(") {
  TimedDesk desk;
  ASSERT_THAT(desk.GetOrder("102"), IsOk());
  EXPECT_THAT(desk.Reports(), StrEq(OrderTook(40)));
}

BEHAVIOUR(Lesson, TimesAStream, "A stream of several messages is one call, with one report",
          "Intercept(") {
  TimedDesk desk;
  Stream stream(desk);
  ASSERT_THAT(stream.Work(milliseconds(30)), IsOk());
  ASSERT_THAT(stream.Work(milliseconds(20)), IsOk());
  ASSERT_THAT(stream.End(), IsOk());
  EXPECT_THAT(desk.Reports(), StrEq(StreamTook(50)));
}

BEHAVIOUR(Lesson, TimesCallsAtTheSameTime, "Two calls at the same time have a time each",
          "start_ =") {
  TimedDesk desk;
  Stream outer(desk);
  ASSERT_THAT(outer.Work(milliseconds(30)), IsOk());
  Stream inner(desk);
  ASSERT_THAT(inner.Work(milliseconds(20)), IsOk());
  ASSERT_THAT(inner.End(), IsOk());
  ASSERT_THAT(outer.End(), IsOk());
  EXPECT_THAT(desk.Reports(), StrEq(StreamTook(20) + ", " + StreamTook(50)));
}

BEHAVIOUR(Lesson, ReportsBeforeTheStatus,
          "The time that a client takes to read the reply is not the call's", "Intercept(") {
  TimedDesk desk;
  ASSERT_THAT(desk.GetOrderSlowly("103", milliseconds(1000)), IsOk());
  EXPECT_THAT(desk.Reports(), StrEq(OrderTook(40)));
}

}  // namespace
