#include "rpc/channel.h"

namespace workbook::rpc {

std::shared_ptr<grpc::Channel> Dial(const Address& address) {
  grpc::ChannelArguments args;
  args.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 20'000);
  args.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  return grpc::CreateCustomChannel(address.ToString(), grpc::InsecureChannelCredentials(), args);
}

}  // namespace workbook::rpc
