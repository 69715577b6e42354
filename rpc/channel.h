// The client's side: the channel to a server, and the deadline of every call.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/client_interceptor.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "rpc/address.h"

namespace workbook::rpc {

/// How long a call may take by default.
inline constexpr std::chrono::milliseconds kDefaultTimeout{5000};

/// How a client detects that its server vanished: while a call lasts, gRPC sends a ping when
/// nothing has arrived for `time`, and closes the connection when the answer takes longer than
/// `timeout`. It sends at most one ping a second. The default is what any server permits: by
/// default gRPC servers, in every language, close a connection ("Too many pings") that sends pings
/// more often than every 5 min while no data is sent.
struct Keepalive {
  std::chrono::milliseconds time = std::chrono::minutes(5);
  std::chrono::milliseconds timeout = std::chrono::seconds(10);
};

/// The channel arguments for it.
grpc::ChannelArguments ArgumentsOf(const Keepalive& keepalive);

/// Each makes an interceptor for every call on a channel; the first sees a call first.
using ClientInterceptors =
    std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>>;

/// What a client may choose for its channel.
struct DialOptions {
  Keepalive keepalive = {};
  std::string service_config{};  ///< JSON, how to treat which methods; empty: none
  ClientInterceptors interceptors = {};
};

/// A channel to `address`, in plaintext unless `credentials` say otherwise. Returns at once: the
/// first call connects. After a loss it tries to reconnect every 0.1 s to 2 s.
std::shared_ptr<grpc::Channel> Dial(const Address& address,
                                    const std::shared_ptr<grpc::ChannelCredentials>& credentials =
                                        grpc::InsecureChannelCredentials(),
                                    DialOptions options = {});

/// As grpc::CreateCustomChannel, but calls to a loopback address never go through a proxy that the
/// environment names, and the status of a call through a proxy names it.
std::shared_ptr<grpc::Channel> CreateChannel(
    const Address& address, const std::shared_ptr<grpc::ChannelCredentials>& credentials,
    grpc::ChannelArguments arguments, ClientInterceptors interceptors = {});

/// The context of one call, with its deadline. Every client here uses it, so that no call waits for
/// ever; only a stream without an end has a plain ClientContext, with a comment that says so.
class CallContext final : public grpc::ClientContext {
 public:
  explicit CallContext(std::chrono::milliseconds timeout) {
    set_deadline(std::chrono::system_clock::now() + timeout);
  }
};

}  // namespace workbook::rpc
