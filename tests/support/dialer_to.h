#pragma once

#include "chat/client/contract_client.h"
#include "rpc/address.h"
#include "rpc/channel.h"

namespace workbook::tests {

/// Dials `address`, in plaintext, for OpenContractClient.
inline chat::client::Dialer DialerTo(const rpc::Address& address) {
  return [address](const rpc::Keepalive& keepalive) {
    return rpc::Dial(address, grpc::InsecureChannelCredentials(), {.keepalive = keepalive});
  };
}

}  // namespace workbook::tests
