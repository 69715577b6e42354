// Lesson 13 holds when the server sees an id with every call.
#include "lessons/check/check.h"

#include <mutex>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lesson.h"
#include "lessons/check/served.h"
#include "order_management.grpc.pb.h"
#include "rpc/channel.h"

namespace {

using ::testing::StrEq;
using workbook::testing::IsOk;

// Keeps the metadata that calls come with, those entries that begin with "x-".
class OrderDesk final : public ecommerce::OrderManagement::Service {
 public:
  struct Seen {
    std::mutex mutex;
    std::vector<std::string> entries;  // "KEY: VALUE"
  };
  explicit OrderDesk(Seen& seen) : seen_(seen) {}

 private:
  grpc::Status getOrder(grpc::ServerContext* context,
                        const google::protobuf::StringValue* /*request*/,
                        ecommerce::Order* /*reply*/) override {
    const std::scoped_lock lock(seen_.mutex);
    for (const auto& [key, value] : context->client_metadata()) {
      if (!key.starts_with("x-")) continue;
      seen_.entries.push_back(absl::StrCat(std::string(key.begin(), key.end()), ": ",
                                           std::string(value.begin(), value.end())));
    }
    return grpc::Status::OK;
  }

  Seen& seen_;
};

class Client {
 public:
  grpc::Status GetOrder(const std::string& shop = "") {
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    if (!shop.empty()) context.AddMetadata("x-shop", shop);
    ecommerce::Order order;
    return stub_->getOrder(&context, google::protobuf::StringValue(), &order);
  }

  // What the server saw of all calls, each's entries by their key.
  std::string seen() {
    const std::scoped_lock lock(seen_.mutex);
    return seen_.entries.empty() ? "nothing" : absl::StrJoin(seen_.entries, ", ");
  }

 private:
  OrderDesk::Seen seen_;
  int last_id_ = 0;  // calls are made one after another
  workbook::check::Served served_{std::make_unique<OrderDesk>(seen_),
                                  workbook::check::Served::Over::kLoopback};
  std::unique_ptr<ecommerce::OrderManagement::Stub> stub_ = ecommerce::OrderManagement::NewStub(
      lesson::DialWithIds(served_.target(), [this] { return absl::StrCat("id-", ++last_id_); }));
};

HOLDS(SendsAnId, "The server sees x-request-id with a call", "Intercept(") {
  Client client;
  ASSERT_THAT(client.GetOrder(), IsOk());
  EXPECT_THAT(client.seen(), StrEq("x-request-id: id-1"));
}

HOLDS(GivesEachCallItsOwn, "A second call has another id", "CreateClientInterceptor(") {
  Client client;
  ASSERT_THAT(client.GetOrder(), IsOk());
  ASSERT_THAT(client.GetOrder(), IsOk());
  EXPECT_THAT(client.seen(), StrEq("x-request-id: id-1, x-request-id: id-2"));
}

HOLDS(KeepsTheRest, "What the caller sends along arrives beside the id", "Intercept(") {
  Client client;
  ASSERT_THAT(client.GetOrder("tea"), IsOk());
  EXPECT_THAT(client.seen(), StrEq("x-request-id: id-1, x-shop: tea"));
}

}  // namespace
