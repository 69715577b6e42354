// A server as it looks from far away: what goes there and what comes back is on its way for a
// while.
#pragma once

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "lessons/runner/descriptor.h"
#include "rpc/address.h"

namespace workbook::testing {

/// Passes connections to its own port on to `server`, and all bytes `delay` later, either way.
class DistantServer {
 public:
  DistantServer(const rpc::Address& server, std::chrono::milliseconds delay);
  ~DistantServer();
  DistantServer(const DistantServer&) = delete;
  DistantServer& operator=(const DistantServer&) = delete;

  const rpc::Address& address() const { return address_; }

 private:
  void Accept(int port);
  void Pass(int from, int to) const;

  const std::chrono::milliseconds delay_;
  const runner::Descriptor listener_;
  rpc::Address address_;
  std::atomic<bool> stopping_ = false;
  // The accepting thread's, and the destructor's when that has ended.
  std::vector<runner::Descriptor> ends_;
  std::vector<std::thread> passing_;
  std::thread acceptor_;
};

}  // namespace workbook::testing
