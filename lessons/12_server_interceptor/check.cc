// Lesson 12 holds when each call is timed once, to the millisecond.
#include "lessons/check/check.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lesson.h"
#include "lessons/check/served.h"
#include "order/order_client.h"

namespace {

using std::chrono::milliseconds;
using ::testing::StrEq;
using workbook::testing::HasCode;

constexpr char kTook40[] = "/ecommerce.OrderManagement/getOrder took 40 ms";
constexpr char kTook5[] = "/ecommerce.OrderManagement/getOrder took 5 ms";

// Finds 101 and 102, after 40 ms by the check's clock, and no other order, after 5. For 102 it
// sends its initial metadata first: then that and the status are moments of their own, as in a
// stream.
class Lookup final : public grpc::ServerUnaryReactor {
 public:
  Lookup(std::atomic<int>& now, std::string id) : now_(now), id_(std::move(id)) {
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
    const bool found = id_ == "101" || id_ == "102";
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
                                     ecommerce::Order* /*reply*/) override {
    return new Lookup(now_, request->value());
  }

  std::atomic<int>& now_;
};

class TimedDesk {
 public:
  absl::Status GetOrder(const std::string& id) {
    return workbook::order::OrderClient(served_.channel()).GetOrder(id).status();
  }

  // "METHOD took N ms", of each call.
  std::string reports() {
    const std::scoped_lock lock(mutex_);
    return reports_.empty() ? "no report" : absl::StrJoin(reports_, ", ");
  }

 private:
  void Configure(grpc::ServerBuilder& builder) {
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
  workbook::check::Served served_{std::make_unique<OrderDesk>(now_),
                                  workbook::check::Served::Over::kInProcess,
                                  [this](grpc::ServerBuilder& builder) { Configure(builder); }};
};

HOLDS(TimesACall, "A call is reported once, with its method and its time", "Intercept(") {
  TimedDesk desk;
  ASSERT_THAT(desk.GetOrder("101"), HasCode(absl::StatusCode::kOk));
  EXPECT_THAT(desk.reports(), StrEq(kTook40));
}

HOLDS(TimesEachCallAlone, "A second call is timed from its own beginning", "start_ =") {
  TimedDesk desk;
  ASSERT_THAT(desk.GetOrder("101"), HasCode(absl::StatusCode::kOk));
  ASSERT_THAT(desk.GetOrder("101"), HasCode(absl::StatusCode::kOk));
  EXPECT_THAT(desk.reports(), StrEq(absl::StrCat(kTook40, ", ", kTook40)));
}

HOLDS(TimesAFailure, "A call that fails is timed too", "Intercept(") {
  TimedDesk desk;
  ASSERT_THAT(desk.GetOrder("999"), HasCode(absl::StatusCode::kNotFound));
  EXPECT_THAT(desk.reports(), StrEq(kTook5));
}

HOLDS(TimesToTheEnd, "One whose metadata goes out early is timed until its status", "Intercept(") {
  TimedDesk desk;
  ASSERT_THAT(desk.GetOrder("102"), HasCode(absl::StatusCode::kOk));
  EXPECT_THAT(desk.reports(), StrEq(kTook40));
}

}  // namespace
