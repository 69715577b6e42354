// A thousand clients at once, all of which get an answer. A synchronous server with a thread limit
// refuses some at first; those call again.
#include <iostream>

#include "tests/faults/fault_suites.h"
#include "tests/faults/thousand_connections.h"

namespace workbook::tests {

void ManyConnections::SetUpTestSuite() { AllowAThousandConnections(); }

TEST_P(ManyConnections, AreAllServedInTenSeconds) {
  const auto start = std::chrono::steady_clock::now();
  ThousandConnections clients(server_.port(), GetParam().method, GetParam().request);
  EXPECT_EQ(clients.CountServedBy(start + std::chrono::seconds(10)), ThousandConnections::kCount);
  const auto took = std::chrono::steady_clock::now() - start;
  std::cout << took / std::chrono::milliseconds(1) << " ms, " << clients.refused() << " refused\n";
  ExpectAlive();  // while they are connected
}

}  // namespace workbook::tests
