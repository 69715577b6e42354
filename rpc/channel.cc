#include "rpc/channel.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "rpc/grpc_version.h"
#include "rpc/proxy.h"

namespace workbook::rpc {
namespace {

// Names the proxy where it may be the reason: gRPC's own message has only addresses.
class ProxyNamer final : public grpc::experimental::Interceptor {
 public:
  explicit ProxyNamer(const std::string& proxy) : proxy_(proxy) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(
            grpc::experimental::InterceptionHookPoints::POST_RECV_STATUS)) {
      grpc::Status& status = *methods->GetRecvStatus();
      if (status.error_code() == grpc::StatusCode::UNAVAILABLE ||
          status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) {
        status = grpc::Status(status.error_code(),
                              absl::StrCat(status.error_message(), "; through the proxy ", proxy_),
                              status.error_details());
      }
    }
    methods->Proceed();
  }

 private:
  const std::string& proxy_;
};

class ProxyNamerFactory final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit ProxyNamerFactory(const Proxy& proxy)
      : proxy_(absl::StrCat(proxy.url, " of ", proxy.variable)) {}
  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo* /*info*/) override {
    return new ProxyNamer(proxy_);
  }

 private:
  const std::string proxy_;
};

}  // namespace

grpc::ChannelArguments ArgumentsOf(const Keepalive& keepalive) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, static_cast<int>(keepalive.time.count()));
  for (const char* timeout : {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kArgPingTimeoutMs}) {
    arguments.SetInt(timeout, static_cast<int>(keepalive.timeout.count()));
  }
  // By default a client that only reads sends two pings and no more, and misses a later loss.
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  return arguments;
}

std::shared_ptr<grpc::Channel> Dial(const Address& address,
                                    const std::shared_ptr<grpc::ChannelCredentials>& credentials,
                                    DialOptions options) {
  grpc::ChannelArguments arguments = ArgumentsOf(options.keepalive);
  // gRPC's own range is 1 s to 2 min: a client would long miss that its server is back.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  if (!options.service_config.empty()) arguments.SetServiceConfigJSON(options.service_config);
  return CreateChannel(address, credentials, arguments, std::move(options.interceptors));
}

std::shared_ptr<grpc::Channel> CreateChannel(
    const Address& address, const std::shared_ptr<grpc::ChannelCredentials>& credentials,
    grpc::ChannelArguments arguments, ClientInterceptors interceptors) {
  if (const std::optional<Proxy> proxy = ProxyFor(address.host)) {
    interceptors.push_back(std::make_unique<ProxyNamerFactory>(*proxy));
  } else {
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  }
  return grpc::experimental::CreateCustomChannelWithInterceptors(
      address.ToString(), credentials, arguments, std::move(interceptors));
}

}  // namespace workbook::rpc
