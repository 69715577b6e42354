// A thousand readers in one room, each on its own connection.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>

#include "conformance/matchers.h"
#include "tests/faults/chat_raw_contracts.h"
#include "tests/faults/fault_subject.h"
#include "tests/faults/thousand_connections.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;

TEST(ChatLoad, ReachesAThousandReadersWithinTenSeconds) {
  AllowAThousandConnections();
  RunningServer server({"chat_server"});
  const auto start = std::chrono::steady_clock::now();
  // No barrier: a late reader receives the message from the history.
  ThousandConnections readers(server.port(), "/grpc.ChatServer/ChatStream", "");
  ASSERT_THAT(SendRaw(DialOwnConnection(server), AllRawContracts().front(), "ann", "hello, all"),
              IsOk());
  EXPECT_EQ(readers.CountServedBy(start + std::chrono::seconds(10)), ThousandConnections::kCount);
  std::cout << (std::chrono::steady_clock::now() - start) / std::chrono::milliseconds(1) << " ms\n";
}

}  // namespace
}  // namespace workbook::tests
