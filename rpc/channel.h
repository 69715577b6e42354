// The client's side of the house: how a target is dialled, and the deadline of every call.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>

#include "rpc/address.h"

namespace workbook::rpc {

/// How long a call may take unless a program says otherwise.
inline constexpr std::chrono::milliseconds kDefaultTimeout{5000};

/// How a client finds out that its server vanished: while a call lasts, a ping goes out whenever
/// nothing came for `time`, and has to be answered within `timeout`. gRPC sends one a second at
/// most.
struct Keepalive {
  std::chrono::milliseconds time{20'000};
  std::chrono::milliseconds timeout{10'000};
};

/// A channel to `address`, in plaintext unless `credentials` say otherwise. Returns at once: the
/// connection is made by the first call. A lost one is tried for again every 0.1 s to 2 s.
std::shared_ptr<grpc::Channel> Dial(const Address& address,
                                    const std::shared_ptr<grpc::ChannelCredentials>& credentials =
                                        grpc::InsecureChannelCredentials(),
                                    const Keepalive& keepalive = {});

/// The context of one call, with its deadline: how a client here makes one, so that no call waits
/// for ever. Only a stream that lasts as long as its reader stays has another, and says so.
class CallContext final : public grpc::ClientContext {
 public:
  explicit CallContext(std::chrono::milliseconds timeout) {
    set_deadline(std::chrono::system_clock::now() + timeout);
  }
};

}  // namespace workbook::rpc
