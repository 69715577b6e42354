// Passes when the server receives one id with every call, and the end of every call is reported.
#include "lessons/check/check.h"

#include <grpcpp/generic/generic_stub.h>

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/notification.h"
#include "lessons/check/test_server.h"
#include "lessons/client_interceptor/lesson.h"
#include "order_management.grpc.pb.h"
#include "rpc/channel.h"

namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::Interceptor;
using workbook::conformance::IsOk;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;

// ---- The interceptor, watched ----

// What an interceptor did wrong. In gRPC most of it has no fixed result: a pointer that is not set
// may be null or not, and a call may go on or hang.
class Faults {
 public:
  void Add(const std::string& fault) {
    const std::scoped_lock lock(mutex_);
    faults_.insert(fault);
  }
  std::string ToString() {
    const std::scoped_lock lock(mutex_);
    return faults_.empty() ? "nothing wrong" : absl::StrJoin(faults_, "; ");
  }

 private:
  std::mutex mutex_;
  std::set<std::string> faults_;
};

// One visit: gRPC's methods, as far as this visit has them.
class WatchedMethods final : public grpc::experimental::InterceptorBatchMethods {
 public:
  WatchedMethods(grpc::experimental::InterceptorBatchMethods& methods, Faults& faults)
      : methods_(methods), faults_(faults) {}

  int proceeds() const { return proceeds_; }

  bool QueryInterceptionHookPoint(InterceptionHookPoints type) override {
    return methods_.QueryInterceptionHookPoint(type);
  }
  void Proceed() override { ++proceeds_; }
  void Hijack() override { faults_.Add("Hijack(), which sends nothing to the server"); }

  std::multimap<std::string, std::string>* GetSendInitialMetadata() override {
    return May("GetSendInitialMetadata()", "PRE_SEND_INITIAL_METADATA",
               InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)
               ? methods_.GetSendInitialMetadata()
               : &no_metadata_;
  }
  grpc::Status* GetRecvStatus() override {
    return May("GetRecvStatus()", "POST_RECV_STATUS", InterceptionHookPoints::POST_RECV_STATUS)
               ? methods_.GetRecvStatus()
               : &no_status_;
  }
  std::multimap<grpc::string_ref, grpc::string_ref>* GetRecvInitialMetadata() override {
    return May("GetRecvInitialMetadata()", "POST_RECV_INITIAL_METADATA",
               InterceptionHookPoints::POST_RECV_INITIAL_METADATA)
               ? methods_.GetRecvInitialMetadata()
               : &no_received_metadata_;
  }
  std::multimap<grpc::string_ref, grpc::string_ref>* GetRecvTrailingMetadata() override {
    return May("GetRecvTrailingMetadata()", "POST_RECV_STATUS",
               InterceptionHookPoints::POST_RECV_STATUS)
               ? methods_.GetRecvTrailingMetadata()
               : &no_received_metadata_;
  }

  // The task needs none of these.
  grpc::ByteBuffer* GetSerializedSendMessage() override {
    return methods_.GetSerializedSendMessage();
  }
  const void* GetSendMessage() override { return methods_.GetSendMessage(); }
  void ModifySendMessage(const void* message) override { methods_.ModifySendMessage(message); }
  bool GetSendMessageStatus() override { return methods_.GetSendMessageStatus(); }
  grpc::Status GetSendStatus() override { return methods_.GetSendStatus(); }
  void ModifySendStatus(const grpc::Status& status) override { methods_.ModifySendStatus(status); }
  std::multimap<std::string, std::string>* GetSendTrailingMetadata() override {
    return methods_.GetSendTrailingMetadata();
  }
  void* GetRecvMessage() override { return methods_.GetRecvMessage(); }
  std::unique_ptr<grpc::ChannelInterface> GetInterceptedChannel() override {
    return methods_.GetInterceptedChannel();
  }
  void FailHijackedRecvMessage() override {}
  void FailHijackedSendMessage() override {}

 private:
  bool May(const char* what, const char* point, InterceptionHookPoints type) {
    if (proceeds_ > 0) {
      faults_.Add(absl::StrCat(what, " after Proceed(), when the call has gone on"));
    } else if (!methods_.QueryInterceptionHookPoint(type)) {
      faults_.Add(absl::StrCat(what, " in a visit that is not for ", point));
    } else {
      return true;
    }
    return false;
  }

  grpc::experimental::InterceptorBatchMethods& methods_;
  Faults& faults_;
  int proceeds_ = 0;
  std::multimap<std::string, std::string> no_metadata_;
  std::multimap<grpc::string_ref, grpc::string_ref> no_received_metadata_;
  grpc::Status no_status_;
};

class WatchedInterceptor final : public Interceptor {
 public:
  WatchedInterceptor(Interceptor* interceptor, Faults& faults)
      : interceptor_(interceptor), faults_(faults) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    WatchedMethods watched(*methods, faults_);
    interceptor_->Intercept(&watched);
    if (watched.proceeds() == 0) faults_.Add("a visit without Proceed(): the call would hang");
    if (watched.proceeds() > 1) faults_.Add("a visit with Proceed() more than once");
    methods->Proceed();
  }

 private:
  const std::unique_ptr<Interceptor> interceptor_;
  Faults& faults_;
};

class WatchedFactory final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  WatchedFactory(std::unique_ptr<ClientInterceptorFactoryInterface> factory, Faults& faults)
      : factory_(std::move(factory)), faults_(faults) {}

  Interceptor* CreateClientInterceptor(grpc::experimental::ClientRpcInfo* info) override {
    Interceptor* const interceptor = factory_->CreateClientInterceptor(info);
    return interceptor == nullptr ? nullptr : new WatchedInterceptor(interceptor, faults_);
  }

 private:
  const std::unique_ptr<ClientInterceptorFactoryInterface> factory_;
  Faults& faults_;
};

// ---- A server, and a client with the exercise's interceptor ----

// What has happened, in the order in which it did.
class Log {
 public:
  void Add(const std::string& entry) {
    const std::scoped_lock lock(mutex_);
    entries_.push_back(entry);
  }
  std::string ToString() {
    const std::scoped_lock lock(mutex_);
    return entries_.empty() ? "nothing" : absl::StrJoin(entries_, ", ");
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> entries_;
};

// The metadata of a call whose keys begin with "x-": "x-request-id: id-1", "x-shop: tea".
void AddMetadata(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata, Log& log) {
  for (const auto& [key, value] : metadata) {
    if (!key.starts_with("x-")) continue;
    log.Add(absl::StrCat(std::string(key.data(), key.size()), ": ",
                         std::string(value.data(), value.size())));
  }
}

// Has order 101.
class OrderDesk final : public ecommerce::OrderManagement::Service {
 public:
  explicit OrderDesk(Log& received) : received_(received) {}

 private:
  grpc::Status getOrder(grpc::ServerContext* context, const google::protobuf::StringValue* request,
                        ecommerce::Order* /*reply*/) override {
    AddMetadata(context->client_metadata(), received_);
    if (request->value() == "101") return grpc::Status::OK;
    return {grpc::StatusCode::NOT_FOUND, "there is only order 101"};
  }

  Log& received_;
};

// Ends every stream at once, with ABORTED.
class Streams final : public grpc::CallbackGenericService {
 public:
  explicit Streams(Log& received) : received_(received) {}

 private:
  class End final : public grpc::ServerGenericBidiReactor {
   public:
    End() { Finish({grpc::StatusCode::ABORTED, "there is nothing to watch"}); }
    void OnDone() override { delete this; }
  };

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    AddMetadata(context->client_metadata(), received_);
    return new End;
  }

  Log& received_;
};

// The client's side of a stream: sends nothing and waits for the end.
class EmptyStream final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  grpc::Status Run() {
    StartCall();
    ended_.WaitForNotification();
    return end_;
  }

 private:
  void OnDone(const grpc::Status& status) override {
    end_ = status;
    ended_.Notify();
  }

  grpc::Status end_;
  absl::Notification ended_;
};

using Metadata = std::map<std::string, std::string>;

class Client {
 public:
  grpc::Status GetOrder(const std::string& id = "101", const Metadata& metadata = {}) {
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
    google::protobuf::StringValue request;
    request.set_value(id);
    ecommerce::Order order;
    return stub_->getOrder(&context, request, &order);
  }

  // A stream without messages: the client sends only its initial metadata.
  grpc::Status WatchOrders() {
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    EmptyStream stream;
    grpc::GenericStub(channel_).PrepareBidiStreamingCall(
        &context, "/ecommerce.OrderManagement/watchOrders", {}, &stream);
    return stream.Run();
  }

  std::string received() { return received_.ToString(); }
  std::string reported() { return reported_.ToString(); }
  std::string faults() { return faults_.ToString(); }

 private:
  std::shared_ptr<grpc::Channel> Dial() {
    std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> factories;
    factories.push_back(std::make_unique<WatchedFactory>(
        lesson::SendIds([this] { return absl::StrCat("id-", ++last_id_); },
                        [this](const std::string& id, grpc::StatusCode code) {
                          reported_.Add(absl::StrCat(id, " ", Name(code)));
                        }),
        faults_));
    // Its own connection, which it shares with no other test.
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::experimental::CreateCustomChannelWithInterceptors(
        server_.target(), grpc::InsecureChannelCredentials(), arguments, std::move(factories));
  }

  static std::string Name(grpc::StatusCode code) {
    return absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
  }

  Log received_;
  Log reported_;
  Faults faults_;
  Streams streams_{received_};
  int last_id_ = 0;  // calls are made one after another
  workbook::lessons::check::TestServer server_{
      std::make_unique<OrderDesk>(received_), workbook::lessons::check::TestServer::Over::kLoopback,
      [this](grpc::ServerBuilder& builder) { builder.RegisterCallbackGenericService(&streams_); }};
  const std::shared_ptr<grpc::Channel> channel_ = Dial();
  std::unique_ptr<ecommerce::OrderManagement::Stub> stub_ =
      ecommerce::OrderManagement::NewStub(channel_);
};

BEHAVIOUR(Lesson, SendsAnId, "The server receives x-request-id with a call", "Intercept(") {
  Client client;
  ASSERT_THAT(client.GetOrder(), IsOk());
  EXPECT_THAT(client.received(), "x-request-id: id-1");
}

BEHAVIOUR(Lesson, GivesEachCallItsOwn, "A second call has a different id",
          "CreateClientInterceptor(") {
  Client client;
  ASSERT_THAT(client.GetOrder(), IsOk());
  ASSERT_THAT(client.GetOrder(), IsOk());
  EXPECT_THAT(client.received(), "x-request-id: id-1, x-request-id: id-2");
}

BEHAVIOUR(Lesson, KeepsTheRest, "The caller's own metadata arrives beside the id", "Intercept(") {
  Client client;
  ASSERT_THAT(client.GetOrder("101", {{"x-shop", "tea"}}), IsOk());
  EXPECT_THAT(client.received(), "x-request-id: id-1, x-shop: tea");
}

BEHAVIOUR(Lesson, KeepsTheCallersId, "An id that the caller has set is the only one sent",
          "Intercept(") {
  Client client;
  ASSERT_THAT(client.GetOrder("101", {{lesson::kRequestId, "the-callers"}}), IsOk());
  EXPECT_THAT(client.received(), "x-request-id: the-callers");
}

BEHAVIOUR(Lesson, ReportsTheEnd, "Each call is reported once, with the id it sent and its code",
          "Intercept(") {
  Client client;
  ASSERT_THAT(client.GetOrder("101"), IsOk());
  ASSERT_THAT(client.GetOrder("999"), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(client.GetOrder("101", {{lesson::kRequestId, "the-callers"}}), IsOk());
  EXPECT_THAT(client.reported(), "id-1 OK, id-2 NOT_FOUND, the-callers OK");
}

BEHAVIOUR(Lesson, SeesStreams, "A stream sends an id before any message, and is reported too",
          "Intercept(") {
  Client client;
  for (int stream = 0; stream < 3; ++stream) {
    ASSERT_THAT(client.WatchOrders(), StatusIs(absl::StatusCode::kAborted));
  }
  EXPECT_THAT(client.received(), "x-request-id: id-1, x-request-id: id-2, x-request-id: id-3");
  EXPECT_THAT(client.reported(), "id-1 ABORTED, id-2 ABORTED, id-3 ABORTED");
}

BEHAVIOUR(Lesson, UsesWhatTheVisitHas,
          "Each visit uses only what its hook point has, and calls Proceed once", "Intercept(") {
  Client client;
  static_cast<void>(client.GetOrder("101"));
  static_cast<void>(client.GetOrder("999"));
  static_cast<void>(client.WatchOrders());
  EXPECT_THAT(client.faults(), "nothing wrong");
}

}  // namespace
