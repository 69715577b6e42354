#include "rpc/channel.h"

namespace workbook::rpc {

std::shared_ptr<grpc::Channel> Dial(const Address& address,
                                    const std::shared_ptr<grpc::ChannelCredentials>& credentials,
                                    const Keepalive& keepalive) {
  grpc::ChannelArguments args;
  args.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, static_cast<int>(keepalive.time.count()));
  args.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, static_cast<int>(keepalive.timeout.count()));
  // A client that only reads is otherwise allowed two pings, and then never finds out.
  args.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // gRPC's own range is 1 s to 2 min: who waits for a server to come back would long sit beside it.
  args.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  args.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  return grpc::CreateCustomChannel(address.ToString(), credentials, args);
}

}  // namespace workbook::rpc
