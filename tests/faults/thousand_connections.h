// A thousand connections, each with a call of its own; driven from one thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "faults/raw_connection.h"

namespace workbook::testing {

/// Lets this process, and the servers it starts afterwards, have the files for it. Fails the test
/// where the hard limit is too low.
void AllowAThousandConnections();

class ThousandConnections {
 public:
  static constexpr int kCount = 1000;

  /// Connects them to `port`; each calls `path` with `request`.
  ThousandConnections(int port, std::string path, std::string request);

  /// How many have got a message by `deadline`. Whose call ends without one calls again.
  int CountServedBy(std::chrono::steady_clock::time_point deadline);

  /// How often that was so.
  int refused() const { return refused_; }

 private:
  bool IsServed(RawConnection& connection, std::chrono::steady_clock::time_point deadline);

  const std::string path_;
  const std::string request_;
  int refused_ = 0;
  std::vector<RawConnection> connections_;
};

}  // namespace workbook::testing
