#include "order/order_error_details.h"

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "error_details.pb.h"
#include "order_management.pb.h"
#include "rpc/status.h"

namespace workbook::order {
namespace {

// The status is in the trailers twice, as text and as details; a peer accepts 8 KiB of those.
constexpr size_t kMaxIdBytes = 200;

// How a google.protobuf.Any names the type of its message.
std::string TypeUrl(const google::protobuf::Descriptor& type) {
  return absl::StrCat("type.googleapis.com/", type.full_name());
}

}  // namespace

grpc::Status ToGrpcStatusWithDetails(const absl::Status& status, absl::string_view id) {
  const grpc::Status bare = rpc::ToGrpcStatus(status);
  if (!absl::IsNotFound(status) || id.size() > kMaxIdBytes) return bare;

  google::rpc::ResourceInfo missing;
  missing.set_resource_type(ecommerce::Order::descriptor()->full_name());
  missing.set_resource_name(std::string(id));

  google::rpc::Status details;
  details.set_code(bare.error_code());
  details.set_message(bare.error_message());
  static_cast<void>(details.add_details()->PackFrom(missing));  // proto3 has no required fields
  return grpc::Status(bare.error_code(), bare.error_message(), details.SerializeAsString());
}

absl::Status FromGrpcStatusWithDetails(const grpc::Status& status) {
  absl::Status result = rpc::FromGrpcStatus(status);
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return result;
  for (const google::protobuf::Any& detail : details.details()) {
    result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return result;
}

absl::Status WithDetailsInWords(const absl::Status& status) {
  const auto bytes = status.GetPayload(TypeUrl(*google::rpc::ResourceInfo::descriptor()));
  google::rpc::ResourceInfo missing;
  if (!bytes.has_value() || !missing.ParseFromString(std::string(*bytes))) return status;
  return absl::Status(
      status.code(), absl::StrCat(status.message(), "; missing resource: ", missing.resource_type(),
                                  " \"", missing.resource_name(), "\""));
}

}  // namespace workbook::order
