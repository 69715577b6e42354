// Channels to one address share its connection in gRPC, unless they are told not to.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "rpc/address.h"

namespace workbook::testing {

/// A channel to `address` with a connection of its own, made by the first call.
inline std::shared_ptr<grpc::Channel> DialAnew(
    const rpc::Address& address, const std::shared_ptr<grpc::ChannelCredentials>& credentials =
                                     grpc::InsecureChannelCredentials()) {
  grpc::ChannelArguments args;
  args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address.ToString(), credentials, args);
}

}  // namespace workbook::testing
