// Channels to one address share its connection in gRPC, unless they are told not to.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "rpc/address.h"

namespace workbook::testing {

/// A channel to `address` with a connection of its own, made by the first call. Its flow-control
/// windows stay at HTTP/2's 64 KiB, where gRPC's grow to megabytes: a server soon feels who does
/// not read.
inline std::shared_ptr<grpc::Channel> DialAnew(
    const rpc::Address& address, const std::shared_ptr<grpc::ChannelCredentials>& credentials =
                                     grpc::InsecureChannelCredentials()) {
  grpc::ChannelArguments args;
  args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  args.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  return grpc::CreateCustomChannel(address.ToString(), credentials, args);
}

}  // namespace workbook::testing
