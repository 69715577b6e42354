#include "conformance/runner/target.h"

#include <string>
#include <utility>
#include <vector>

#include "conformance/own_connection.h"
#include "conformance/runner/local_process.h"
#include "order/order_book.h"
#include "route_guide/feature_database.h"
#include "rpc/channel.h"
#include "rpc/security/credentials.h"

namespace workbook::conformance::runner {
namespace {

class RemoteEndpoint final : public Endpoint {
 public:
  explicit RemoteEndpoint(const Target& target)
      : target_(target), channel_(rpc::Dial(target.address, target.credentials)) {}
  std::shared_ptr<grpc::Channel> channel() override { return channel_; }
  std::shared_ptr<grpc::Channel> AnotherChannel() override {
    return DialOwnConnection(target_.address, target_.credentials, Windows::kGrowing);
  }
  std::shared_ptr<grpc::Channel> NarrowChannel() override {
    return DialOwnConnection(target_.address, target_.credentials, Windows::kNarrow);
  }
  std::optional<pid_t> pid() override { return ListenerOn(target_.address); }

 private:
  const Target& target_;
  const std::shared_ptr<grpc::Channel> channel_;
};

Target& Mutable() {
  static auto* target = new Target;
  return *target;
}

absl::StatusOr<std::vector<::Feature>> ReadFeatures(const std::string& path) {
  std::vector<::Feature> features;
  if (path.empty()) return features;
  const auto database = route_guide::FeatureDatabase::Load(path);
  if (!database.ok()) return database.status();
  ::Rectangle globe;
  globe.mutable_lo()->set_latitude(-route_guide::kMaxLatitude);
  globe.mutable_lo()->set_longitude(-route_guide::kMaxLongitude);
  globe.mutable_hi()->set_latitude(route_guide::kMaxLatitude);
  globe.mutable_hi()->set_longitude(route_guide::kMaxLongitude);
  auto all = database->Within(route_guide::Bounds(globe));
  while (const ::Feature* feature = all.Next()) features.push_back(*feature);
  return features;
}

absl::StatusOr<std::vector<ecommerce::Order>> ReadOrders(const std::string& path) {
  if (path.empty()) return std::vector<ecommerce::Order>();
  const auto book = order::OrderBook::Load(path);
  if (!book.ok()) return book.status();
  return book->All();
}

}  // namespace

absl::Status SetTarget(const Options& options) {
  auto credentials = rpc::security::ReadChannelCredentials(options.security);
  if (!credentials.ok()) return credentials.status();
  auto features = ReadFeatures(options.features);
  if (!features.ok()) return features.status();
  auto orders = ReadOrders(options.orders);
  if (!orders.ok()) return orders.status();
  Mutable() = {.address = options.target,
               .credentials = *std::move(credentials),
               .service = options.service == nullptr ? "" : options.service->name,
               .has_token = !options.security.token.empty(),
               .features = *std::move(features),
               .orders = *std::move(orders)};
  return absl::OkStatus();
}

const Target& TheTarget() { return Mutable(); }

Subject Judged() {
  return {"Judged", [] { return std::make_unique<RemoteEndpoint>(TheTarget()); },
          TheTarget().has_token};
}

}  // namespace workbook::conformance::runner
