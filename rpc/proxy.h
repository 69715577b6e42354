// The HTTP proxy that gRPC takes from the environment.
#pragma once

#include <optional>
#include <string>

namespace workbook::rpc {

struct Proxy {
  std::string url;       ///< without a password
  std::string variable;  ///< the environment variable that names it
};

/// The proxy for calls to `host`. Nothing when the environment names none, when no_grpc_proxy or
/// no_proxy lists the host, and for a loopback address, which no proxy reaches. Resolves the host
/// only when the environment names a proxy.
std::optional<Proxy> ProxyFor(const std::string& host);

/// For a program that calls loopback addresses alone, on channels that others make.
void UnsetProxies();

}  // namespace workbook::rpc
