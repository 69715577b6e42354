// Adds latency to a server, as a network between continents does.
#pragma once

#include <chrono>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/unique_fd.h"
#include "rpc/address.h"

namespace workbook::tests {

/// Forwards each connection to `server`, and delays the bytes of either direction by `delay`.
class LatencyProxy {
 public:
  LatencyProxy(const rpc::Address& server, std::chrono::milliseconds delay);
  ~LatencyProxy();
  LatencyProxy(const LatencyProxy&) = delete;
  LatencyProxy& operator=(const LatencyProxy&) = delete;

  const rpc::Address& address() const { return address_; }

 private:
  void Accept(const std::stop_token& stop, int port);
  void Forward(int from, int to) const;

  const std::chrono::milliseconds delay_;
  base::UniqueFd listener_;
  rpc::Address address_;
  // The accepting thread owns these two until it has ended.
  std::vector<base::UniqueFd> ends_;
  std::vector<std::jthread> forwarders_;
  std::jthread acceptor_;
};

}  // namespace workbook::tests
