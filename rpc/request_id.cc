#include "rpc/request_id.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/text.h"

namespace workbook::rpc {
namespace {

constexpr size_t kMaxBytes = 64;

// Belongs to one call.
class RequestIdSender final : public grpc::experimental::Interceptor {
 public:
  explicit RequestIdSender(const std::string& id) : id_(id) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(
            grpc::experimental::InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      methods->GetSendInitialMetadata()->emplace(kRequestIdKey, id_);
    }
    methods->Proceed();
  }

 private:
  const std::string& id_;  // the factory's, which lives as long as the channel
};

class RequestIdSenderFactory final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit RequestIdSenderFactory(std::string id) : id_(std::move(id)) {}
  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo* /*info*/) override {
    return new RequestIdSender(id_);
  }

 private:
  const std::string id_;
};

}  // namespace

absl::Status CheckRequestId(absl::string_view id) {
  if (!id.empty() && id.size() <= kMaxBytes && std::ranges::all_of(id, absl::ascii_isgraph)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("not 1 to ", kMaxBytes,
                   " visible ASCII characters: ", base::Printable(id.substr(0, kMaxBytes))));
}

std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface> SendRequestId(
    std::string id) {
  return std::make_unique<RequestIdSenderFactory>(std::move(id));
}

std::string RequestIdOf(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
  const auto entry = metadata.find(kRequestIdKey);
  if (entry == metadata.end()) return "";
  const std::string id(entry->second.data(), entry->second.size());
  return CheckRequestId(id).ok() ? id : "";
}

}  // namespace workbook::rpc
