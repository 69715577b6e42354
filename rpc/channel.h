// The client's side of the house: how a target is dialled, and the deadline of every call.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>

#include "rpc/address.h"

namespace workbook::rpc {

/// How long a call may take unless a program says otherwise.
inline constexpr std::chrono::milliseconds kDefaultTimeout{5000};

/// A channel to `address`, in plaintext unless `credentials` say otherwise. Returns at once: the
/// connection is made by the first call.
/// Keepalive finds a server that vanished; a lost connection is tried for again every 0.1 s to 2 s.
std::shared_ptr<grpc::Channel> Dial(const Address& address,
                                    const std::shared_ptr<grpc::ChannelCredentials>& credentials =
                                        grpc::InsecureChannelCredentials());

/// The context of one call, with its deadline: how a client here makes one, so that no call waits
/// for ever. Only a stream that lasts as long as its reader stays has another, and says so.
class CallContext final : public grpc::ClientContext {
 public:
  explicit CallContext(std::chrono::milliseconds timeout) {
    set_deadline(std::chrono::system_clock::now() + timeout);
  }
};

}  // namespace workbook::rpc
