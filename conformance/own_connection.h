// gRPC channels to one address share a connection by default.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "rpc/address.h"
#include "rpc/channel.h"

namespace workbook::conformance {

/// The flow-control window: how much a server may send before the client reads.
enum class Windows {
  kNarrow,   ///< HTTP/2's 64 KiB: a client that does not read soon blocks the server
  kGrowing,  ///< gRPC's default, up to megabytes: distance does not slow the server down
};

/// A channel to `address` with its own connection, made by the first call.
inline std::shared_ptr<grpc::Channel> DialOwnConnection(
    const rpc::Address& address,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials =
        grpc::InsecureChannelCredentials(),
    Windows windows = Windows::kNarrow) {
  grpc::ChannelArguments args;
  args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  if (windows == Windows::kNarrow) args.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  return rpc::CreateChannel(address, credentials, args);
}

}  // namespace workbook::conformance
