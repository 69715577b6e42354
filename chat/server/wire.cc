#include "chat/server/wire.h"

#include <cstddef>
#include <memory>

#include "absl/time/time.h"
#include "chat/core/throttle.h"

namespace workbook::chat::server {
namespace {

using Owner = std::shared_ptr<const void>;

void DropReference(void* owner) { delete static_cast<Owner*>(owner); }

grpc::Slice SliceOf(const core::Run& run) {
  // gRPC only reads what a slice points to; its interface predates const.
  return grpc::Slice(const_cast<char*>(run.bytes.data()), run.bytes.size(), &DropReference,
                     new Owner(run.owner));
}

}  // namespace

grpc::ByteBuffer Share(const std::string& prefix, const core::Run& run) {
  grpc::Slice slices[2];
  size_t count = 0;
  if (!prefix.empty()) slices[count++] = grpc::Slice(prefix);
  if (!run.bytes.empty()) slices[count++] = SliceOf(run);
  return grpc::ByteBuffer(slices, count);
}

void SetRetryPushback(const absl::Status& status, grpc::ServerContext& context) {
  const auto delay = core::RetryDelay(status);
  if (!delay.has_value()) return;
  context.AddTrailingMetadata("grpc-retry-pushback-ms",
                              absl::StrCat(absl::ToInt64Milliseconds(*delay)));
}

}  // namespace workbook::chat::server
