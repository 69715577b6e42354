// Channels to one address share its connection in gRPC, unless they are told not to.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "rpc/address.h"

namespace workbook::testing {

/// How much a server may send ahead of who reads.
enum class Windows {
  kNarrow,   ///< HTTP/2's 64 KiB: a server soon feels who does not read
  kGrowing,  ///< gRPC's own, up to megabytes: far servers send no slower than near ones
};

/// A channel to `address` with a connection of its own, made by the first call.
inline std::shared_ptr<grpc::Channel> DialAnew(const rpc::Address& address,
                                               const std::shared_ptr<grpc::ChannelCredentials>&
                                                   credentials = grpc::InsecureChannelCredentials(),
                                               Windows windows = Windows::kNarrow) {
  grpc::ChannelArguments args;
  args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  if (windows == Windows::kNarrow) args.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  return grpc::CreateCustomChannel(address.ToString(), credentials, args);
}

}  // namespace workbook::testing
