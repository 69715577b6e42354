// A thousand clients come at once, and all are answered. A synchronous server with a limit on its
// threads refuses some of them at first: those call again.
#include <iostream>

#include "faults/fault_suites.h"
#include "faults/thousand_connections.h"

namespace workbook::testing {

void ManyConnections::SetUpTestSuite() { AllowAThousandConnections(); }

TEST_P(ManyConnections, AreAllServedInTenSeconds) {
  const auto start = std::chrono::steady_clock::now();
  ThousandConnections clients(server_.port(), GetParam().method, GetParam().request);
  EXPECT_EQ(clients.CountServedBy(start + std::chrono::seconds(10)), ThousandConnections::kCount);
  const auto took = std::chrono::steady_clock::now() - start;
  std::cout << took / std::chrono::milliseconds(1) << " ms, " << clients.refused() << " refused\n";
  ExpectAlive();  // while they are there
}

}  // namespace workbook::testing
