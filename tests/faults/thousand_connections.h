// A thousand connections with a call each; one thread drives them.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tests/faults/raw_connection.h"

namespace workbook::tests {

/// Raises the descriptor limit of this process and of the servers that it starts later. Fails the
/// test if the hard limit is too low.
void AllowAThousandConnections();

class ThousandConnections {
 public:
  static constexpr int kCount = 1000;

  /// Connects to `port` and calls `path` with `request` on each connection.
  ThousandConnections(int port, std::string path, std::string request);

  /// The number of connections with a message by `deadline`. A call that ends without one is
  /// retried.
  int CountServedBy(std::chrono::steady_clock::time_point deadline);

  /// The number of retries.
  int refused() const { return refused_; }

 private:
  bool IsServed(RawConnection& connection, std::chrono::steady_clock::time_point deadline);

  const std::string path_;
  const std::string request_;
  int refused_ = 0;
  std::vector<RawConnection> connections_;
};

}  // namespace workbook::tests
