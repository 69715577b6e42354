#include "judge/target.h"

#include <utility>

#include "rpc/channel.h"
#include "rpc/credentials.h"

namespace workbook::judge {
namespace {

class RemoteEndpoint final : public testing::Endpoint {
 public:
  explicit RemoteEndpoint(const Target& target)
      : channel_(rpc::Dial(target.address, target.credentials)) {}
  std::shared_ptr<grpc::Channel> channel() override { return channel_; }

 private:
  const std::shared_ptr<grpc::Channel> channel_;
};

Target& Mutable() {
  static auto* target = new Target;
  return *target;
}

}  // namespace

absl::Status SetTarget(const Options& options) {
  auto credentials = rpc::ReadChannelCredentials(options.security);
  if (!credentials.ok()) return credentials.status();
  Mutable() = {options.target, *std::move(credentials)};
  return absl::OkStatus();
}

const Target& TheTarget() { return Mutable(); }

testing::Subject Judged() {
  return {"Judged", [] { return std::make_unique<RemoteEndpoint>(TheTarget()); }};
}

}  // namespace workbook::judge
